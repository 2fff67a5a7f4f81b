import type { Chat } from './chat.ts';
import { confirmed } from './dialog.ts';
import { h, on, setText } from './dom.ts';
import { icon } from './icon.ts';
import { KeyedList } from './keyed-list.ts';
import type { MessageActions } from './message-actions.ts';
import { pendingText, rowElement } from './message-element.ts';
import { Older } from './older.ts';
import { type Row, toRows } from './rows.ts';
import type { View } from './view.ts';

/** From so few pixels on, a distance to an edge counts as none. */
const near = 120;
/** So many events of an open room are kept while its end is in view, and more when these don't fill the view twice. */
const mostEvents = 600;

const topTexts = {
  unknown: '',
  nothing: 'This is where it begins.',
  loading: 'Loading older messages …',
  resting: '',
  failed: 'Older messages can’t be loaded now.',
} as const;

/** The conversation of a room: stays at its end while the reader is there, and loads what is older at its beginning. */
export class MessagesView implements View {
  readonly element: HTMLElement;
  readonly #chat: Chat;
  readonly #room: string;
  readonly #scroller: HTMLElement;
  readonly #log: HTMLElement;
  readonly #top = h('span');
  readonly #more = h('button', { class: 'link', type: 'button', hidden: true }, 'Load older messages');
  readonly #down: HTMLButtonElement;
  readonly #rows: KeyedList<Row>;
  readonly #older: Older;
  #isAtEnd = true;

  constructor(chat: Chat, room: string, writing: Pick<MessageActions, 'reply' | 'edit'>) {
    this.#chat = chat;
    this.#room = room;
    this.#log = h('ol', { class: 'log', role: 'log', 'aria-label': 'Messages' });
    this.#scroller = h(
      'div',
      { class: 'scroller', tabindex: 0, 'aria-label': 'Conversation', role: 'group' },
      h('p', { class: 'top', role: 'status' }, this.#top, ' ', this.#more),
      this.#log,
    );
    this.#down = h('button', { class: 'to-end', type: 'button', hidden: true }, icon('down'), 'New messages');
    this.element = h('div', { class: 'messages' }, this.#scroller, this.#down);
    const { client } = chat;
    const actions: MessageActions = {
      ...writing,
      remove: (seq) => void removeMessage(chat, room, seq),
      react: (seq, { emoji, mine }) => client.react({ room, seq, emoji, on: !mine }),
      retry: (id: string) => client.retry(id),
      discard: (id: string) => client.discard(id),
      goTo: (seq: number) => this.#goTo(seq),
    };
    this.#rows = new KeyedList<Row>(this.#log, (row) => rowElement(row, actions));
    const place = { isShort: () => this.#isShort(), show: () => this.#showOlder() };
    this.#older = new Older(chat, room, place);
    on(this.#more, { click: () => void this.#loadOlder() });
    on(this.#scroller, { scroll: () => this.#scrolled() });
    on(this.#down, { click: () => this.toEnd() });
    // The place shrinks when a keyboard, a long draft or a reply comes in.
    new ResizeObserver(() => this.#isAtEnd && this.toEnd()).observe(this.#scroller);
  }

  update(): void {
    const { client, me } = this.#chat;
    if (this.#isAtEnd && this.#isLongWithout()) client.trim(this.#room, mostEvents);
    const before = this.#scroller.scrollHeight;
    const events = client.log(this.#room)?.events ?? [];
    const outgoing = client.outgoing(this.#room);
    const isOwner = this.#chat.card(this.#room)?.room.role === 'owner';
    this.#rows.show(toRows({ events, outgoing, me, isOwner, now: Date.now() }));
    this.#countDown();
    const grown = this.#scroller.scrollHeight > before;
    if (this.#isAtEnd) this.toEnd();
    else if (grown && !this.#older.isLoading) this.#down.hidden = false;
    this.#showTop();
    void this.#older.fill();
  }

  /** True while the newest message is in view. */
  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /** Scrolls to the newest message, and stays there. */
  toEnd(): void {
    this.#isAtEnd = true;
    this.#down.hidden = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #countDown(): void {
    for (const line of this.#log.querySelectorAll('[data-until]')) {
      setText(line, pendingText(Number(line.getAttribute('data-until'))));
    }
  }

  #scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    this.#isAtEnd = scrollHeight - scrollTop - clientHeight < near;
    if (this.#isAtEnd) this.#down.hidden = true;
    if (scrollTop < near) void this.#loadOlder();
  }

  #showTop(): void {
    const { state } = this.#older;
    setText(this.#top, topTexts[state]);
    this.#more.hidden = state !== 'failed' && state !== 'resting';
  }

  /** A page that doesn't fill its place can't be scrolled. */
  #isShort(): boolean {
    const { scrollHeight, clientHeight } = this.#scroller;
    return clientHeight > 0 && scrollHeight <= clientHeight + near;
  }

  /** The newest events alone fill the view twice. What they don't fill would be loaded again at once. */
  #isLongWithout(): boolean {
    const log = this.#chat.client.log(this.#room);
    const first = log?.events.at(-mostEvents)?.seq;
    if (!first || log?.events.length === mostEvents) return false;
    const lines = [...this.#log.querySelectorAll('[data-seq]')];
    const line = lines.find((one) => Number(one.getAttribute('data-seq')) >= first);
    const height = line && this.#log.getBoundingClientRect().bottom - line.getBoundingClientRect().top;
    return height !== undefined && height > 2 * this.#scroller.clientHeight;
  }

  async #loadOlder(): Promise<void> {
    await this.#older.load();
    await this.#older.fill();
  }

  #showOlder(): void {
    // What is old is not announced like news.
    this.#log.setAttribute('aria-live', 'off');
    requestAnimationFrame(() => this.#log.removeAttribute('aria-live'));
    const fromEnd = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    this.update();
    if (!this.#isAtEnd) this.#scroller.scrollTop = this.#scroller.scrollHeight - fromEnd;
  }

  #goTo(seq: number): void {
    const target = this.#log.querySelector(`[data-seq="${seq}"]`);
    target?.scrollIntoView({ block: 'center' });
    target?.classList.add('pointed-at');
    setTimeout(() => target?.classList.remove('pointed-at'), 1_500);
  }
}

async function removeMessage({ client }: Chat, room: string, seq: number): Promise<void> {
  const text = 'Nobody can read it any more, and it can’t be brought back.';
  if (await confirmed({ title: 'Delete the message?', text, action: 'Delete' })) client.remove({ room, seq });
}
