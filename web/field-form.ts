import { h, on, setText } from './dom.ts';
import { textOfError } from './text-of.ts';

type Options = {
  readonly label: string;
  readonly value?: string;
  readonly hint?: string;
  readonly maxlength: number;
  readonly action: string;
  /** What the form is for; the text that it rejects with is shown. */
  readonly submit: (value: string) => Promise<void>;
  readonly problem: (error: unknown) => string;
};

let count = 0;

/** One labelled field with a button, that says what went wrong and is cleared when nothing did. */
export function fieldForm({
  label,
  value = '',
  hint,
  maxlength,
  action,
  submit,
  problem,
}: Options): HTMLFormElement {
  count += 1;
  const id = `field-${count}`;
  const input = h('input', {
    id,
    value,
    maxlength,
    required: true,
    dir: 'auto',
    autocomplete: 'off',
    'aria-describedby': `${id}-say`,
  });
  const say = h('p', { class: 'problem', role: 'alert', id: `${id}-say` });
  const button = h('button', { type: 'submit' }, action);
  const form = h(
    'form',
    { class: 'field-form' },
    h('label', { for: id }, label),
    h('div', { class: 'field-row' }, input, button),
    ...(hint ? [h('p', { class: 'hint' }, hint)] : []),
    say,
  );
  return on(form, {
    submit: (event) => {
      event.preventDefault();
      setText(say, '');
      void run({ button, work: () => submit(input.value.trim()) }).then(
        () => {
          input.value = value === '' ? '' : input.value;
        },
        (error: unknown) => setText(say, problem(error)),
      );
    },
  });
}

/** Does something with a button out of use meanwhile; rejects as the work does. */
export async function run({
  button,
  work,
}: {
  readonly button: HTMLButtonElement;
  readonly work: () => Promise<void>;
}): Promise<void> {
  button.disabled = true;
  try {
    await work();
  } finally {
    button.disabled = false;
  }
}

/** What a failed change of people in a room means. */
export const peopleProblem = (error: unknown): string =>
  textOfError(error, { not_found: 'There is no such person.', invalid_request: 'There is no such person.' });
