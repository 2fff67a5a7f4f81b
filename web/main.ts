import './styles/page.css';
import { ParleyHttp } from '../client/http.ts';
import { startChat } from './chat-page.ts';
import { pageStore } from './page-store.ts';
import { SessionView } from './session-view.ts';
import { endSession, readSession, type StoredSession, writeSession } from './stored.ts';

const place = document.querySelector('#app') ?? document.body;
const store = pageStore(window);
const http = new ParleyHttp({ base: '/api' });

const notices: Readonly<Record<string, string>> = {
  unauthenticated: 'Your session has ended. Please log in again.',
  logged_out: 'You are logged out.',
  password_changed: 'Your password was changed. Please log in again.',
  account_removed: 'This account was removed.',
  disabled: 'This account was disabled.',
};

function showSession(notice?: string): void {
  document.title = 'Parley';
  const view = new SessionView({
    http,
    notice,
    entered: ({ token, user: { id, username } }) => {
      const session = { token, user: { id, username } };
      writeSession(store, session);
      showChat(session);
    },
  });
  place.replaceChildren(view.element);
  view.focus();
}

function showChat(session: StoredSession): void {
  startChat({
    place,
    http,
    store,
    session,
    ended: (why) => {
      endSession(store, session);
      showSession(notices[why] ?? 'You were logged out.');
    },
  });
}

const session = readSession(store);
if (session) showChat(session);
else showSession();
