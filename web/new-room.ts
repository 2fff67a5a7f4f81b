import { HttpError } from '../client/http-error.ts';
import { limits } from '../shared/protocol/limits.ts';
import type { Chat } from './chat.ts';
import { openDialog } from './dialog.ts';
import { h, on, setText } from './dom.ts';
import { run } from './field-form.ts';
import { roomHash } from './route.ts';
import { textOfError } from './text-of.ts';

/** Opens the dialog that creates a room, and shows the room that comes of it. */
export function openNewRoom(chat: Chat): void {
  const { form, name, people, problem, create } = newRoomForm();
  const dialog = openDialog('New room', form);
  const submit = async () => {
    const members = usernamesIn(people.value);
    setText(problem, '');
    try {
      const room = await chat.http.createRoom({ name: name.value, members });
      chat.put(room);
      dialog.close();
      location.hash = roomHash(room.id);
    } catch (error) {
      setText(problem, problemText(chat.failed(error), members));
    }
  };
  on(form, {
    submit: (event) => {
      event.preventDefault();
      void run({ button: create, work: submit });
    },
  });
  name.focus();
}

function newRoomForm() {
  const hint = 'Usernames, separated by spaces or commas. You can add more later.';
  const plain = { autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' };
  const name = h('input', { id: 'room-name', required: true, dir: 'auto', autocomplete: 'off' });
  const people = h('input', { id: 'room-people', ...plain, 'aria-describedby': 'room-people-hint' });
  const problem = h('p', { class: 'problem', role: 'alert' });
  const create = h('button', { class: 'primary', type: 'submit' }, 'Create room');
  name.maxLength = limits.roomNameCharacters;
  const form = h(
    'form',
    { class: 'stack' },
    h('label', { for: 'room-name' }, 'Name'),
    name,
    h('label', { for: 'room-people' }, 'People'),
    people,
    h('p', { class: 'hint', id: 'room-people-hint' }, hint),
    problem,
    h('div', { class: 'actions' }, create),
  );
  return { form, name, people, problem, create };
}

/** The names in what somebody typed. */
export function usernamesIn(text: string): readonly string[] {
  return [
    ...new Set(
      text
        .split(/[\s,;]+/)
        .map((name) => name.replace(/^@/, ''))
        .filter((name) => name !== ''),
    ),
  ];
}

function problemText(error: unknown, members: readonly string[]): string {
  const details = error instanceof HttpError ? error.details : [];
  const wrong = details.flatMap(({ path }) => members[Number(/^members\.(\d+)$/.exec(path)?.[1])] ?? []);
  if (wrong.length === 0) return textOfError(error, { not_found: 'One of these people does not exist.' });
  return `Nobody here is called ${wrong.join(', ')}.`;
}
