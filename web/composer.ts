import { limits } from '../shared/protocol/limits.ts';
import { h, on, setText, written } from './dom.ts';
import { icon } from './icon.ts';
import type { Quote } from './rows.ts';

type Options = {
  readonly draft: string;
  /** Told what is written, at every change. */
  readonly drafted: (text: string) => void;
  /** Told at every key, and whether anything is written. */
  readonly typed: (isAnything: boolean) => void;
  readonly send: (body: string, replyTo: number | undefined) => void;
  readonly edit: (seq: number, body: string) => void;
};

const utf8 = new TextEncoder();
/** From so few characters left on, they are counted down. */
const countFrom = 200;

/** Where messages are written. Enter sends, with Shift it begins a line; on touch screens there is the button. */
export class Composer {
  readonly element: HTMLFormElement;
  readonly #options: Options;
  readonly #input: HTMLTextAreaElement;
  readonly #button = h(
    'button',
    { class: 'primary send', type: 'submit', 'aria-label': 'Send' },
    icon('send'),
  );
  readonly #count = h('span', { class: 'count', id: 'message-count', 'aria-live': 'polite' });
  readonly #about = h('div', { class: 'replying', hidden: true });
  #replyTo: Quote | undefined;
  /** The message whose new body is being written, and what was written before. */
  #editing: { readonly seq: number; readonly draft: string } | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#input = h('textarea', {
      id: 'message',
      rows: 1,
      dir: 'auto',
      placeholder: 'Write a message',
      'aria-describedby': 'message-count',
      enterkeyhint: isTouch() ? 'enter' : 'send',
    });
    this.#input.value = options.draft;
    const label = h('label', { for: 'message', class: 'for-reader' }, 'Message');
    const line = h('div', { class: 'composer-line' }, label, this.#input, this.#count, this.#button);
    this.element = h('form', { class: 'composer' }, this.#about, line);
    on(this.#input, { input: () => this.#typed(), keydown: (event) => this.#pressed(event) });
    on(this.element, {
      submit: (event) => {
        event.preventDefault();
        this.#submit();
      },
    });
    this.#changed();
  }

  focus(): void {
    this.#input.focus();
  }

  /** The next message answers this one; undefined: none. */
  reply(to: Quote | undefined): void {
    this.#stopEditing();
    this.#replyTo = to;
    const body = to && written('span', 'quote-body', to.body.slice(0, 200));
    this.#tell(
      to && body ? ['Reply to ', written('strong', '', to.sender), h('br'), body] : [],
      'Don’t reply',
    );
    this.focus();
  }

  /** Writes another body for a message; what was being written comes back afterwards. */
  edit({ seq, body }: { readonly seq: number; readonly body: string }): void {
    this.reply(undefined);
    this.#editing = { seq, draft: this.#input.value };
    this.#tell(['Edit the message'], 'Don’t edit');
    this.#write(body);
    this.#input.setSelectionRange(body.length, body.length);
  }

  /** Says what the text is for; nothing when it is just a message. */
  #tell(what: readonly (Node | string)[], stopLabel: string): void {
    this.#about.hidden = what.length === 0;
    const stop = h('button', { class: 'plain', type: 'button', 'aria-label': stopLabel }, icon('close'));
    on(stop, { click: () => this.reply(undefined) });
    this.#about.replaceChildren(...(what.length === 0 ? [] : [h('p', {}, ...what), stop]));
  }

  #stopEditing(): void {
    const { draft } = this.#editing ?? {};
    this.#editing = undefined;
    if (draft !== undefined) this.#write(draft);
  }

  #write(text: string): void {
    this.#input.value = text;
    this.#changed();
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape' && (this.#replyTo || this.#editing)) this.reply(undefined);
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || isTouch()) return;
    event.preventDefault();
    this.#submit();
  }

  #typed(): void {
    this.#changed();
    this.#options.typed(this.#input.value !== '');
  }

  #changed(): void {
    const { value } = this.#input;
    const left = charactersLeft(value);
    this.#button.disabled = value.trim() === '' || left < 0;
    setText(this.#count, left < countFrom ? String(left) : '');
    this.#count.classList.toggle('over', left < 0);
    if (!this.#editing) this.#options.drafted(value);
  }

  #submit(): void {
    if (this.#button.disabled) return;
    const { value } = this.#input;
    if (this.#editing) this.#options.edit(this.#editing.seq, value);
    else {
      this.#options.send(value, this.#replyTo?.seq);
      this.#write('');
    }
    this.reply(undefined);
  }
}

const isTouch = (): boolean => matchMedia('(pointer: coarse)').matches;

/** How many more characters fit for sure; negative when the text is too long. Characters take up to four bytes. */
function charactersLeft(text: string): number {
  const bytesLeft = limits.bodyBytes - utf8.encode(text).length;
  const left = limits.bodyCharacters - text.length;
  return bytesLeft < 0 ? Math.floor(bytesLeft / 4) : Math.min(left, bytesLeft);
}
