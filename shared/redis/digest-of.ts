import { createHash } from 'node:crypto';
import type { RoomId } from '../protocol/ids.ts';

/** Stands for a set of rooms, in 22 characters. */
export const digestOf = (rooms: readonly RoomId[]): string =>
  createHash('sha256').update(rooms.toSorted().join()).digest('base64url').slice(0, 22);
