import { bannerView } from './banner-view.ts';
import type { Chat } from './chat.ts';
import { h } from './dom.ts';
import { RoomView } from './room-view.ts';
import { roomsView } from './rooms-view.ts';
import type { View } from './view.ts';

/** The page of somebody who is logged in: the rooms, and the one that is open beside them. */
export function chatView(chat: Chat, logOut: () => void): View {
  const rooms = roomsView(chat, logOut);
  const banner = bannerView(chat);
  const drafts = new Map<string, string>();
  const place = h('div', { class: 'place' });
  const element = h(
    'div',
    { class: 'chat' },
    rooms.element,
    h('main', { class: 'main' }, banner.element, place),
  );
  let shown: RoomView | undefined;

  const showRoom = (room: string) => {
    if (shown?.room === room) return;
    shown = new RoomView({ chat, room, drafts });
    place.replaceChildren(shown.element);
    shown.update();
    if (matchMedia('(pointer: fine)').matches) shown.focus();
  };
  const showNone = () => {
    shown = undefined;
    const text = emptyText(chat);
    if (place.textContent === text && place.firstChild) return;
    place.replaceChildren(h('p', { class: 'nothing' }, text));
  };
  return {
    element,
    update: () => {
      const open = chat.open !== undefined && chat.card(chat.open) ? chat.open : undefined;
      element.classList.toggle('has-open', chat.open !== undefined);
      rooms.update();
      banner.update();
      if (open === undefined) showNone();
      else showRoom(open);
      shown?.update();
      document.title = titleOf(chat);
    },
  };
}

function emptyText({ open, isLoaded }: Chat): string {
  if (!isLoaded) return 'Loading …';
  return open === undefined
    ? 'Choose a room, or open a new one.'
    : 'This room is not there, or you are not in it.';
}

function titleOf(chat: Chat): string {
  const unread = chat.cards.reduce((sum, card) => sum + card.unread, 0);
  const name = chat.open === undefined ? undefined : chat.card(chat.open)?.room.name;
  return `${unread > 0 ? `(${unread}) ` : ''}${name === undefined ? '' : `${name} · `}Parley`;
}
