import { randomBytes } from 'node:crypto';
import type { ParleyHttp } from '../../client/http.ts';

/** A user of this test alone. */
export type Visitor = {
  readonly username: string;
  readonly password: string;
  readonly token: string;
  /** The HTTP API in their name. */
  readonly http: ParleyHttp;
};

/** Registers somebody whose name nobody else has, and whose password is known nowhere else. */
export async function register(http: ParleyHttp): Promise<Visitor> {
  const username = `smoke-${randomBytes(8).toString('hex')}`;
  const password = randomBytes(24).toString('base64url');
  const { token } = await http.register({ username, password });
  return { username, password, token, http: http.withToken(token) };
}

/** Removes an account and the rooms it owns, with a session of its own, since the first may have ended. */
export async function remove({ username, password, http }: Visitor): Promise<void> {
  const { token } = await http.logIn({ username, password });
  const mine = http.withToken(token);
  for (const { id, role } of await mine.rooms()) {
    if (role === 'owner') await mine.deleteRoom(id);
  }
  await mine.removeAccount(password);
}
