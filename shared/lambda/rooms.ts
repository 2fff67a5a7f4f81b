import type { AddMemberDeps, DeleteRoomDeps, RemoveMemberDeps, RenameRoomDeps } from '../chat/membership.ts';
import type { CreateRoomDeps } from '../chat/rooms.ts';
import * as members from '../postgres/members.ts';
import { removeMember } from '../postgres/remove-member.ts';
import * as stored from '../postgres/rooms.ts';
import { findUsers } from '../postgres/users.ts';
import { announce } from './announce.ts';
import { attempts } from './attempts.ts';
import { database } from './database.ts';
import { bar, barAgain, follow, forgetRoom, tellRemoved, whoIsOnlineNow } from './followers.ts';

type Deps = CreateRoomDeps & AddMemberDeps & RemoveMemberDeps & RenameRoomDeps & DeleteRoomDeps;

/** What the verbs on rooms and members need. */
export const rooms: Deps = {
  ...attempts,
  listRooms: (of) => stored.listRooms(database, of),
  createRoom: (room) => stored.createRoom(database, room),
  removeRoom: (of) => stored.removeRoom(database, of),
  findBusy: (users) => members.findBusy(database, users),
  findUsers: (usernames) => findUsers(database, usernames),
  findRole: (of) => members.findRole(database, of),
  listMembers: (room) => members.listMembers(database, room),
  addMember: (change) => members.addMember(database, change),
  removeMember: (change) => removeMember(database, change),
  renameRoom: (change) => members.renameRoom(database, change),
  whoIsOnline: whoIsOnlineNow,
  announce,
  follow,
  forgetRoom,
  bar,
  barAgain,
  tellRemoved,
};
