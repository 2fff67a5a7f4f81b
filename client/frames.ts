import type { ServerFrame } from '../shared/protocol/server-frames.ts';
import type { Deed } from './outbox.ts';

/** What the client sends, as it goes over the wire. */
export type ClientFrame =
  | (Deed & { readonly room: string; readonly id: string })
  | {
      readonly action: 'sync';
      readonly cursors: Readonly<Record<string, { readonly epoch?: string; readonly seq: number }>>;
    }
  | { readonly action: 'markRead'; readonly room: string; readonly seq: number }
  | { readonly action: 'typing'; readonly room: string; readonly on: boolean }
  | { readonly action: 'ping' };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Shape = Readonly<Record<string, 'string' | 'number' | 'boolean' | 'object' | 'list'>>;

const shapes: Readonly<Record<ServerFrame['type'], Shape>> = {
  ack: { id: 'string', room: 'string', seq: 'number' },
  error: { code: 'string' },
  synced: { rooms: 'object' },
  pong: { heads: 'object' },
  events: { room: 'string', epoch: 'string', events: 'list' },
  marked: { room: 'string', seq: 'number' },
  read: { room: 'string', user: 'object', seq: 'number' },
  typing: { room: 'string', user: 'object', on: 'boolean' },
  presence: { user: 'object', online: 'boolean', at: 'string' },
  roomAdded: { room: 'string' },
  roomRemoved: { room: 'string' },
  bye: { code: 'string' },
  reconnect: { within: 'number' },
};

function isA(value: unknown, type: Shape[string]): boolean {
  if (type === 'list') return Array.isArray(value);
  return type === 'object' ? isObject(value) : typeof value === type;
}

const hasShape = (frame: Readonly<Record<string, unknown>>, shape: Shape): boolean =>
  Object.entries(shape).every(([field, type]) => isA(frame[field], type));

/**
 * Reads a frame. Undefined for what is not JSON, has a type unknown to this client, or no type at all (the gateway's own
 * error answers): a newer server must not break an older client.
 */
export function readFrame(text: string): ServerFrame | undefined {
  const frame = parseObject(text);
  const type = frame?.['type'];
  if (frame === undefined || typeof type !== 'string' || !Object.hasOwn(shapes, type)) return undefined;
  const known = type as ServerFrame['type'];
  return hasShape(frame, shapes[known]) ? (frame as ServerFrame) : undefined;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    // Not JSON: nothing of ours; what it was the answer to is tried again when its time is up.
    return undefined;
  }
}
