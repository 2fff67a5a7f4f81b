import type { Chat } from './chat.ts';
import { h, on, setText } from './dom.ts';
import type { View } from './view.ts';

/** Says how the connection stands, when it doesn't stand well. */
export function bannerView(chat: Chat): View {
  const text = h('span');
  const now = on(h('button', { class: 'link', type: 'button' }, 'Try now'), {
    click: () => void chat.start(),
  });
  const element = h('div', { class: 'banner', role: 'status', hidden: true }, text, now);
  let hasBeenLive = false;
  return {
    element,
    update: () => {
      const { state } = chat;
      hasBeenLive ||= state.kind === 'live';
      element.hidden = state.kind === 'live' || (state.kind === 'connecting' && !hasBeenLive);
      now.hidden = state.kind !== 'waiting';
      if (state.kind === 'waiting')
        setText(text, `No connection. Next try in ${secondsUntil(state.until)} s. What you write is kept.`);
      if (state.kind === 'connecting') setText(text, 'Connecting …');
    },
  };
}

/** Whole seconds until a moment, never less than 1. */
export const secondsUntil = (until: number): number => Math.max(1, Math.ceil((until - Date.now()) / 1000));
