import type { Message } from '../shared/protocol/events.ts';
import { avatar } from './avatar.ts';
import type { Chat } from './chat.ts';
import { h, on, setText, written } from './dom.ts';
import { icon } from './icon.ts';
import { KeyedList } from './keyed-list.ts';
import { openNewRoom } from './new-room.ts';
import type { RoomCard } from './room-card.ts';
import { roomHash } from './route.ts';
import { shortText } from './time-text.ts';
import type { View } from './view.ts';

type Item = {
  readonly key: string;
  readonly name: string;
  readonly preview: string;
  readonly when: string;
  readonly unread: number;
  readonly isOpen: boolean;
};

/** The list of rooms, newest first, with who is logged in. */
export function roomsView(chat: Chat, logOut: () => void): View {
  const list = h('ul', { class: 'rooms' });
  const items = new KeyedList<Item>(list, itemElement);
  const empty = h('p', { class: 'empty-list' });
  const add = on(h('button', { class: 'primary new-room', type: 'button' }, icon('plus'), 'New room'), {
    click: () => openNewRoom(chat),
  });
  const out = on(
    h('button', { class: 'plain', type: 'button', 'aria-label': 'Log out', title: 'Log out' }, icon('out')),
    {
      click: logOut,
    },
  );
  const element = h(
    'nav',
    { class: 'side', 'aria-label': 'Rooms' },
    h('header', { class: 'side-head' }, h('p', { class: 'brand' }, 'Parley'), add),
    h('div', { class: 'side-scroll' }, list, empty),
    h(
      'footer',
      { class: 'side-foot' },
      avatar(chat.me.username),
      written('span', 'me', chat.me.username),
      out,
    ),
  );
  return {
    element,
    update: () => {
      items.show(chat.cards.map((card) => toItem(card, chat)));
      empty.hidden = chat.cards.length > 0;
      setText(empty, chat.isLoaded ? 'No rooms yet. Open one and bring people in.' : 'Loading your rooms …');
    },
  };
}

function toItem({ room, unread }: RoomCard, { open, me }: Chat): Item {
  const { id, name, lastMessage, createdAt } = room;
  const isMessage = lastMessage?.kind === 'message';
  const sender = lastMessage?.sender.id === me.id ? 'You' : lastMessage?.sender.username;
  return {
    key: id,
    name,
    preview: isMessage ? `${sender}: ${previewOf(lastMessage)}` : 'No messages yet',
    when: shortText(Date.parse(lastMessage?.at ?? createdAt), Date.now()),
    unread,
    isOpen: open === id,
  };
}

const previewOf = ({ body, deleted }: Message): string => (deleted ? 'Message deleted' : body.slice(0, 120));

function itemElement({ key, name, preview, when, unread, isOpen }: Item): HTMLElement {
  const badge = unread > 0 ? h('span', { class: 'badge' }, unread > 99 ? '99+' : String(unread)) : undefined;
  badge?.append(h('span', { class: 'for-reader' }, ' unread'));
  return h(
    'li',
    {},
    h(
      'a',
      { class: 'room-link', href: roomHash(key), 'aria-current': isOpen ? 'page' : undefined },
      avatar(name),
      written('span', 'room-name', name),
      h('time', { class: 'room-when' }, when),
      written('span', 'room-preview', preview),
      badge,
    ),
  );
}
