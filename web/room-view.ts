import { avatar } from './avatar.ts';
import type { Chat } from './chat.ts';
import { Composer } from './composer.ts';
import { h, on, setText } from './dom.ts';
import { icon } from './icon.ts';
import { openMembers } from './members-dialog.ts';
import { MessagesView } from './messages-view.ts';
import type { RoomCard } from './room-card.ts';
import { typingText } from './typing-people.ts';
import type { View } from './view.ts';

type Options = {
  readonly chat: Chat;
  readonly room: string;
  /** What was typed and not sent, by room. */
  readonly drafts: Map<string, string>;
};

/** One room: its name, its conversation, and where one writes. */
export class RoomView implements View {
  readonly room: string;
  readonly element: HTMLElement;
  readonly #chat: Chat;
  readonly #messages: MessagesView;
  readonly #composer: Composer;
  readonly #typing = h('p', { class: 'typing', dir: 'auto' });
  readonly #face = h('span');
  readonly #title = h('h1', { class: 'room-title', dir: 'auto' });
  readonly #count = h('span', { class: 'member-count' });

  constructor({ chat, room, drafts }: Options) {
    this.room = room;
    this.#chat = chat;
    this.#composer = new Composer({
      draft: drafts.get(room) ?? '',
      drafted: (text) => drafts.set(room, text),
      typed: (isAnything) => chat.client.setTyping(room, isAnything),
      send: (body, replyTo) => {
        chat.client.send({ room, body, ...(replyTo !== undefined && { replyTo }) });
        this.#messages.toEnd();
      },
      edit: (seq, body) => chat.client.edit({ room, seq, body }),
    });
    this.#messages = new MessagesView(chat, room, {
      reply: (to) => this.#composer.reply(to),
      edit: (message) => this.#composer.edit(message),
    });
    const parts = [this.#head(), this.#messages.element, this.#typing, this.#composer.element];
    this.element = h('section', { class: 'room', 'aria-label': 'Room' }, ...parts);
  }

  focus(): void {
    this.#composer.focus();
  }

  update(): void {
    const card = this.#chat.card(this.room);
    if (!card) return;
    this.#showHead(card);
    setText(this.#typing, typingText(this.#chat.typing.names(this.room)));
    this.#messages.update();
    if (this.#messages.isAtEnd && document.visibilityState === 'visible') this.#chat.markRead(this.room);
  }

  #head(): HTMLElement {
    const people = h('button', { class: 'plain people-button', type: 'button' }, icon('people'), this.#count);
    on(people, {
      click: () => {
        const card = this.#chat.card(this.room);
        if (card) openMembers(this.#chat, card.room);
      },
    });
    const back = h('a', { class: 'plain back', href: '#/', 'aria-label': 'All rooms' }, icon('back'));
    return h('header', { class: 'room-head' }, back, this.#face, this.#title, people);
  }

  #showHead({ room: { name, members } }: RoomCard): void {
    if (this.#title.textContent !== name) this.#face.replaceChildren(avatar(name));
    setText(this.#title, name);
    setText(this.#count, members === 1 ? '1 person' : `${members} people`);
  }
}
