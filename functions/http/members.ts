import * as v from 'valibot';
import { addMember, listMembers, removeMember } from '../../shared/chat/membership.ts';
import { rooms } from '../../shared/lambda/rooms.ts';
import { ChatError } from '../../shared/protocol/errors.ts';
import { Member, Members, NewMember } from '../../shared/protocol/http-bodies.ts';
import { UserId } from '../../shared/protocol/ids.ts';
import { type App, call } from './operation.ts';
import { roomIdOf } from './room-id.ts';

function userIdOf({ userId }: Readonly<Record<string, string>>): UserId {
  const result = v.safeParse(UserId, userId);
  if (result.success) return result.output;
  throw new ChatError('cannot find the member: there is no such member', { code: 'not_found' });
}

export function addMemberCalls(app: App): void {
  const members = { path: '/rooms/{id}/members', errors: ['not_found'] } as const;
  call(
    app,
    {
      ...members,
      method: 'get',
      summary: 'Members with role, presence and read cursor',
      status: 200,
      answer: Members,
    },
    async (caller, { params }) => ({ members: await listMembers(rooms, caller, roomIdOf(params)) }),
  );

  call(
    app,
    {
      ...members,
      method: 'post',
      summary: 'Add a member by username',
      errors: ['not_found', 'conflict', 'rate_limited'],
      body: NewMember,
      status: 201,
      answer: Member,
    },
    (caller, { params, body }) =>
      addMember(rooms, caller, { roomId: roomIdOf(params), username: body.username }),
  );

  call(
    app,
    {
      method: 'delete',
      path: '/rooms/{id}/members/{userId}',
      summary: 'Leave (oneself), or remove a member (owner)',
      status: 204,
      errors: ['not_found', 'forbidden', 'rate_limited'],
    },
    (caller, { params }) =>
      removeMember(rooms, caller, { roomId: roomIdOf(params), userId: userIdOf(params) }),
  );
}
