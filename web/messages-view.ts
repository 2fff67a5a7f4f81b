import type { Chat } from './chat.ts';
import { confirmed } from './dialog.ts';
import { h, on, setText } from './dom.ts';
import { icon } from './icon.ts';
import { KeyedList } from './keyed-list.ts';
import type { MessageActions } from './message-actions.ts';
import { pendingText, rowElement } from './message-element.ts';
import { type Row, toRows } from './rows.ts';
import type { View } from './view.ts';

const page = 50;
/** From so few pixels on, a distance to an edge counts as none. */
const near = 120;
/** So many events of an open room are kept while its end is in view. */
const mostEvents = 600;

/** The conversation of a room: stays at its end while the reader is there, and loads what is older at its beginning. */
export class MessagesView implements View {
  readonly element: HTMLElement;
  readonly #chat: Chat;
  readonly #room: string;
  readonly #scroller: HTMLElement;
  readonly #log: HTMLElement;
  readonly #top = h('p', { class: 'top', role: 'status' });
  readonly #down: HTMLButtonElement;
  readonly #rows: KeyedList<Row>;
  #isAtEnd = true;
  #loading = false;
  #hasFailed = false;

  constructor(chat: Chat, room: string, writing: Pick<MessageActions, 'reply' | 'edit'>) {
    this.#chat = chat;
    this.#room = room;
    this.#log = h('ol', { class: 'log', role: 'log', 'aria-label': 'Messages' });
    this.#scroller = h(
      'div',
      { class: 'scroller', tabindex: 0, 'aria-label': 'Conversation', role: 'group' },
      this.#top,
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
    on(this.#scroller, { scroll: () => this.#scrolled() });
    on(this.#down, { click: () => this.toEnd() });
    // The place shrinks when a keyboard, a long draft or a reply comes in.
    new ResizeObserver(() => this.#isAtEnd && this.toEnd()).observe(this.#scroller);
  }

  update(): void {
    const { client, me } = this.#chat;
    const log = client.log(this.#room);
    if (this.#isAtEnd) client.trim(this.#room, mostEvents);
    const before = this.#scroller.scrollHeight;
    const outgoing = client.outgoing(this.#room);
    const isOwner = this.#chat.card(this.#room)?.room.role === 'owner';
    this.#rows.show(toRows({ events: log?.events ?? [], outgoing, me, isOwner, now: Date.now() }));
    this.#countDown();
    const grown = this.#scroller.scrollHeight > before;
    if (this.#isAtEnd) this.toEnd();
    else if (grown && !this.#loading) this.#down.hidden = false;
    this.#showTop(log?.base ?? 0);
    void this.#loadWhenShort();
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

  #showTop(base: number): void {
    if (this.#hasFailed) setText(this.#top, 'Older messages can’t be loaded now. Scroll up to try again.');
    else if (base > 0) setText(this.#top, 'Loading older messages …');
    else
      setText(
        this.#top,
        this.#chat.client.log(this.#room)?.epoch === undefined ? '' : 'This is where it begins.',
      );
  }

  /** A page that doesn't fill its place can't be scrolled. */
  async #loadWhenShort(): Promise<void> {
    const { scrollHeight, clientHeight } = this.#scroller;
    if (clientHeight > 0 && scrollHeight <= clientHeight + near && !this.#hasFailed) await this.#loadOlder();
  }

  async #loadOlder(): Promise<void> {
    const log = this.#chat.client.log(this.#room);
    if (this.#loading || !log || log.base === 0) return;
    this.#loading = true;
    // What is old is not announced like news.
    this.#log.setAttribute('aria-live', 'off');
    try {
      await this.#chat.client.loadOlder(this.#room, page);
      this.#hasFailed = false;
      this.#keepPlace(() => this.update());
    } catch (error) {
      this.#chat.failed(error);
      this.#hasFailed = true;
      this.update();
    } finally {
      this.#loading = false;
      requestAnimationFrame(() => this.#log.removeAttribute('aria-live'));
    }
    await this.#loadWhenShort();
  }

  #keepPlace(change: () => void): void {
    const fromEnd = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    change();
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
