import { deleteRoom, renameRoom } from '../../shared/chat/membership.ts';
import { createRoom, getRoom, listRooms } from '../../shared/chat/rooms.ts';
import { rooms } from '../../shared/lambda/rooms.ts';
import { NewRoom, Room, RoomChange, Rooms } from '../../shared/protocol/http-bodies.ts';
import { type App, call } from './operation.ts';
import { roomIdOf } from './room-id.ts';

export function addRoomCalls(app: App): void {
  call(
    app,
    { method: 'get', path: '/rooms', summary: 'My rooms, the liveliest first', status: 200, answer: Rooms },
    async (caller) => ({ rooms: await listRooms(rooms, caller) }),
  );

  call(
    app,
    {
      method: 'post',
      path: '/rooms',
      summary: 'Create a room, with members by username',
      body: NewRoom,
      status: 201,
      answer: Room,
      errors: ['not_found', 'conflict', 'rate_limited'],
    },
    (caller, { body }) => createRoom(rooms, caller, body),
  );

  const room = { path: '/rooms/{id}', errors: ['not_found'] } as const;
  call(
    app,
    { ...room, method: 'get', summary: 'One room', status: 200, answer: Room },
    (caller, { params }) => getRoom(rooms, caller, roomIdOf(params)),
  );

  const owned = { ...room, errors: ['not_found', 'forbidden'] } as const;
  call(
    app,
    {
      ...owned,
      method: 'patch',
      summary: 'Rename a room (owner)',
      errors: [...owned.errors, 'rate_limited'],
      body: RoomChange,
      status: 200,
      answer: Room,
    },
    async (caller, { params, body }) => {
      const roomId = roomIdOf(params);
      await renameRoom(rooms, caller, { roomId, name: body.name });
      return getRoom(rooms, caller, roomId);
    },
  );

  call(
    app,
    { ...owned, method: 'delete', summary: 'Delete a room with all its events (owner)', status: 204 },
    (caller, { params }) => deleteRoom(rooms, caller, roomIdOf(params)),
  );
}
