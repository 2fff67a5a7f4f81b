import { limits } from '../shared/protocol/limits.ts';
import { h, on, setText, written } from './dom.ts';
import { icon } from './icon.ts';
import type { Quote } from './rows.ts';

type Options = {
  readonly draft: string;
  /** Told what is written, at every change. */
  readonly drafted: (text: string) => void;
  readonly send: (body: string, replyTo: number | undefined) => void;
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
  readonly #reply = h('div', { class: 'replying', hidden: true });
  #replyTo: Quote | undefined;

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
    this.element = h('form', { class: 'composer' }, this.#reply, line);
    on(this.#input, { input: () => this.#changed(), keydown: (event) => this.#pressed(event) });
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
    this.#replyTo = to;
    this.#reply.hidden = to === undefined;
    this.#reply.replaceChildren(...(to ? replyLine(to, () => this.reply(undefined)) : []));
    this.focus();
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.#replyTo) this.reply(undefined);
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || isTouch()) return;
    event.preventDefault();
    this.#submit();
  }

  #changed(): void {
    const { value } = this.#input;
    const left = charactersLeft(value);
    this.#button.disabled = value.trim() === '' || left < 0;
    setText(this.#count, left < countFrom ? String(left) : '');
    this.#count.classList.toggle('over', left < 0);
    this.#options.drafted(value);
  }

  #submit(): void {
    if (this.#button.disabled) return;
    this.#options.send(this.#input.value, this.#replyTo?.seq);
    this.#input.value = '';
    this.reply(undefined);
    this.#changed();
  }
}

const isTouch = (): boolean => matchMedia('(pointer: coarse)').matches;

/** How many more characters fit for sure; negative when the text is too long. Characters take up to four bytes. */
function charactersLeft(text: string): number {
  const bytesLeft = limits.bodyBytes - utf8.encode(text).length;
  const left = limits.bodyCharacters - text.length;
  return bytesLeft < 0 ? Math.floor(bytesLeft / 4) : Math.min(left, bytesLeft);
}

function replyLine(to: Quote, cancel: () => void): readonly Node[] {
  const stop = h('button', { class: 'plain', type: 'button', 'aria-label': 'Don’t reply' }, icon('close'));
  on(stop, { click: cancel });
  const body = written('span', 'quote-body', to.body.slice(0, 200));
  return [h('p', {}, 'Reply to ', written('strong', '', to.sender), h('br'), body), stop];
}
