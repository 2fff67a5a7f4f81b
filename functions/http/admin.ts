import { disableUser, listUsers, noSuchUser } from '../../shared/chat/administer.ts';
import { database } from '../../shared/lambda/database.ts';
import { endOpenConnections } from '../../shared/lambda/end-open-connections.ts';
import * as admins from '../../shared/postgres/admins.ts';
import { OverseenUser, OverseenUsers, UserChange, UsersQuery } from '../../shared/protocol/http-bodies.ts';
import { asUserId } from '../../shared/protocol/ids.ts';
import { type App, adminCall } from './operation.ts';

const deps = {
  listUsers: (page: Parameters<typeof admins.listUsers>[1]) => admins.listUsers(database, page),
  setDisabled: (change: Parameters<typeof admins.setDisabled>[1]) => admins.setDisabled(database, change),
  endConnections: endOpenConnections,
};

export function addAdminCalls(app: App): void {
  adminCall(
    app,
    {
      method: 'get',
      path: '/admin/users',
      summary: 'The users by name; `search` is a part of the name, `after` the last name of the page before',
      query: UsersQuery,
      status: 200,
      answer: OverseenUsers,
    },
    (_admin, { query }) => listUsers(deps, query),
  );

  adminCall(
    app,
    {
      method: 'patch',
      path: '/admin/users/{id}',
      summary: 'Disable a user, whose sessions and connections end, or enable one',
      body: UserChange,
      status: 200,
      answer: OverseenUser,
      errors: ['forbidden'],
    },
    (admin, { params, body }) => {
      const userId = asUserId(params['id'] ?? '');
      if (!userId) throw noSuchUser();
      return disableUser(deps, admin, { userId, disabled: body.disabled });
    },
  );
}
