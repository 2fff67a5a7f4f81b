import type { ParleyHttp } from '../client/http.ts';
import { Chat } from './chat.ts';
import { chatView } from './chat-view.ts';
import { confirmed } from './dialog.ts';
import { isUnsent, logOut } from './log-out.ts';
import { readRoute } from './route.ts';
import type { Store, StoredSession } from './stored.ts';

type Options = {
  readonly place: Element;
  readonly http: ParleyHttp;
  readonly store: Store;
  readonly session: StoredSession;
  /** The session is over; the place is free again. */
  readonly ended: (why: string) => void;
};

/** Runs the chat page of a session in a place of the document until the session is over. */
export function startChat({ place, http, store, session, ended }: Options): void {
  const over = new AbortController();
  const { signal } = over;
  const leave = (why: string) => {
    over.abort();
    for (const dialog of document.querySelectorAll('dialog')) dialog.close();
    ended(why);
  };
  const leaveForGood = async () => {
    if (!(await mayLogOut(chat, store))) return;
    logOut({ chat, session, store });
    location.hash = '';
    leave('logged_out');
  };
  const chat = new Chat({ session, http, store, changed: () => redraw(), ended: leave });
  const view = chatView(chat, () => void leaveForGood());
  const redraw = onceAFrame(() => !signal.aborted && view.update());
  const followRoute = () => {
    const route = readRoute(location.hash);
    chat.show(route.kind === 'room' ? route.room : undefined);
  };
  addEventListener('hashchange', followRoute, { signal });
  addEventListener('online', () => chat.state.kind === 'waiting' && void chat.start(), { signal });
  document.addEventListener(
    'visibilitychange',
    () => {
      chat.client.setVisible(document.visibilityState === 'visible');
      redraw();
    },
    { signal },
  );
  const ticking = setInterval(() => isCounting(chat) && redraw(), 1000);
  signal.addEventListener('abort', () => clearInterval(ticking));
  place.replaceChildren(view.element);
  followRoute();
  chat.client.setVisible(document.visibilityState === 'visible');
  void chat.start();
}

/** Something on show counts seconds down. */
function isCounting(chat: Chat): boolean {
  if (chat.state.kind === 'waiting') return true;
  const outgoing = chat.open === undefined ? [] : chat.client.outgoing(chat.open);
  return outgoing.some(({ state }) => state.kind === 'pending' && state.until !== undefined);
}

async function mayLogOut(chat: Chat, store: Store): Promise<boolean> {
  const text = 'Something that you wrote was not sent yet and will be lost.';
  return !isUnsent(chat, store) || confirmed({ title: 'Log out?', text, action: 'Log out' });
}

/** Runs `draw` once before the next frame, however often it is asked for; and without one in a hidden page, where frames stop. */
function onceAFrame(draw: () => void): () => void {
  let isDue = false;
  const run = () => {
    if (!isDue) return;
    isDue = false;
    draw();
  };
  return () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(run);
    setTimeout(run, 200);
  };
}
