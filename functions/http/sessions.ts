import { logIn } from '../../shared/chat/accounts.ts';
import { logOut } from '../../shared/chat/sessions.ts';
import { attempts } from '../../shared/lambda/attempts.ts';
import { database } from '../../shared/lambda/database.ts';
import { endOpenConnections } from '../../shared/lambda/end-open-connections.ts';
import { numberFrom } from '../../shared/lambda/environment.ts';
import { secrets } from '../../shared/lambda/secrets.ts';
import { endSession, openSession } from '../../shared/postgres/sessions.ts';
import { findCredentials } from '../../shared/postgres/users.ts';
import { Credentials, Session } from '../../shared/protocol/http-bodies.ts';
import { type App, call, openCall } from './operation.ts';

const login = {
  ...attempts,
  secrets,
  findCredentials: (username: string) => findCredentials(database, username),
  openSession: (opened: Parameters<typeof openSession>[1]) => openSession(database, opened),
  freeFailures: numberFrom('LOGIN_FAILURES_FREE', 20),
};

const logout = {
  endSession: (session: Parameters<typeof endSession>[1]) => endSession(database, session),
  endConnections: endOpenConnections,
};

export function addSessionCalls(app: App): void {
  openCall(
    app,
    {
      method: 'post',
      path: '/sessions',
      summary: 'Log in',
      body: Credentials,
      status: 201,
      answer: Session,
      errors: ['unauthenticated', 'rate_limited'],
    },
    ({ body, address }) => logIn(login, { ...body, address }),
  );

  call(
    app,
    {
      method: 'delete',
      path: '/sessions/current',
      summary: 'Log out; closes the connections of this session',
      status: 204,
    },
    (caller) => logOut(logout, caller),
  );
}
