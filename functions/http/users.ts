import { register } from '../../shared/chat/accounts.ts';
import { changePassword, removeAccount } from '../../shared/chat/sessions.ts';
import { confirmation, leaveAllRooms } from '../../shared/lambda/accounts.ts';
import { attempts } from '../../shared/lambda/attempts.ts';
import { database } from '../../shared/lambda/database.ts';
import { endOpenConnections } from '../../shared/lambda/end-open-connections.ts';
import { numberFrom } from '../../shared/lambda/environment.ts';
import { secrets } from '../../shared/lambda/secrets.ts';
import * as users from '../../shared/postgres/users.ts';
import { PasswordChange, Registration, Removal, Session, User } from '../../shared/protocol/http-bodies.ts';
import { type App, call, openCall } from './operation.ts';

const registration = {
  ...attempts,
  secrets,
  registerUser: (user: Parameters<typeof users.registerUser>[1]) => users.registerUser(database, user),
  freeRegistrations: numberFrom('REGISTRATIONS_FREE', 20),
};

const accounts = {
  ...confirmation,
  changePassword: (change: Parameters<typeof users.changePassword>[1]) =>
    users.changePassword(database, change),
  removeUser: (confirmed: Parameters<typeof users.removeUser>[1]) => users.removeUser(database, confirmed),
  leaveAllRooms,
  endConnections: endOpenConnections,
};

export function addUserCalls(app: App): void {
  openCall(
    app,
    {
      method: 'post',
      path: '/users',
      summary: 'Register, and open the first session',
      body: Registration,
      status: 201,
      answer: Session,
      errors: ['conflict', 'rate_limited'],
    },
    ({ body, address }) => register(registration, { ...body, address }),
  );

  const me = { path: '/users/me' } as const;
  call(
    app,
    { ...me, method: 'get', summary: 'Who I am', status: 200, answer: User },
    async ({ user }) => user,
  );

  call(
    app,
    {
      ...me,
      method: 'patch',
      summary: 'Change the password; ends the other sessions',
      body: PasswordChange,
      status: 204,
      errors: ['forbidden', 'rate_limited'],
    },
    (caller, { body }) => changePassword(accounts, caller, body),
  );

  call(
    app,
    {
      ...me,
      method: 'delete',
      summary: 'Remove the account; its messages stay, without its name',
      body: Removal,
      status: 204,
      errors: ['forbidden', 'rate_limited'],
    },
    (caller, { body }) => removeAccount(accounts, caller, body.password),
  );
}
