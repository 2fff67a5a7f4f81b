import { type Chatter, register } from './chat/api.ts';
import { inDatabase } from './chat/stored.ts';

/** Somebody new who is an admin. */
export async function registerAdmin(name = 'admin'): Promise<Chatter> {
  const admin = await register(name);
  await inDatabase('update users set admin = true where id = $1', [admin.id]);
  return admin;
}
