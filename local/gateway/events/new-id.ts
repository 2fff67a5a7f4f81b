import { randomFillSync } from 'node:crypto';

const idBytes = 11;
const pool = Buffer.alloc(idBytes * 256);
let used = pool.length;

/** A random id of the form that the cloud gives connections, messages and requests: 15 characters of URL-safe base64 and `=`. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += idBytes;
  return `${pool.toString('base64url', used - idBytes, used)}=`;
}

/** Whether a text has the form of a connection id. */
export function isConnectionId(text: string): boolean {
  return /^[A-Za-z0-9_-]{15}=$/.test(text);
}
