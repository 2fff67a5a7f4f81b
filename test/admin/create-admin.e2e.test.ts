import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, inject, it } from 'vitest';
import { ask, register } from '../setup/chat/api.ts';
import { inDatabase } from '../setup/chat/stored.ts';

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };
type How = { readonly input?: string; readonly env?: Readonly<Record<string, string>> };

/** What `npm run create-admin` runs, beside the running product's database. */
async function createAdmin(args: readonly string[], { input = '', env = {} }: How = {}): Promise<Ended> {
  const { PATH } = process.env;
  const child = spawn(process.execPath, ['scripts/create-admin.ts', ...args], {
    env: { PATH, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, out, err };
}

const here = () => ({ DATABASE_URL: inject('databaseUrl') });
const newName = () => `root-${randomBytes(5).toString('hex')}`;
const logIn = (username: string, password: string) => ask('/sessions', { body: { username, password } });

describe('npm run create-admin', () => {
  it('makes a user an admin, who may then do what admins do; again changes nothing', async () => {
    const ann = await register('ann');

    const made = await createAdmin(['--username', ann.username.toUpperCase()], { env: here() });
    const again = await createAdmin(['--username', ann.username], { env: here() });

    expect(made).toEqual({ code: 0, out: `${ann.username} is an admin now\n`, err: '' });
    expect(again).toEqual({ code: 0, out: `${ann.username} is an admin already\n`, err: '' });
    expect((await ask('/admin/users', { token: ann.token })).status).toBe(200);
  });

  it('makes a new user with the first line of standard input as password', async () => {
    const username = newName();

    const { code, out } = await createAdmin(['--username', username], {
      env: here(),
      input: 'correct horse\nand more\n',
    });

    expect({ code, out }).toEqual({ code: 0, out: `${username} is a user now, and an admin\n` });
    const { status, body } = await logIn(username, 'correct horse');
    expect(status).toBe(201);
    expect((await ask('/admin/users', { token: body.token })).status).toBe(200);
  });

  it('finds the database of the npm start that runs', async () => {
    const ann = await register('ann');
    const data = await mkdtemp(join(tmpdir(), 'data-'));
    await writeFile(join(data, 'servers.json'), JSON.stringify({ postgres: inject('databaseUrl') }));

    const { code, out } = await createAdmin(['--username', ann.username, '--data', data]);

    expect({ code, out }).toEqual({ code: 0, out: `${ann.username} is an admin now\n` });
    await rm(data, { recursive: true });
  });

  it('is left the database by npm start, for its owner alone', async () => {
    const file = join(inject('logFolder'), '..', 'servers.json');

    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it.each([
    { what: 'no password', input: '', says: /there is no user root-\w+; give a password on standard input/ },
    { what: 'a short password', input: 'short\n', says: /the password is shorter than 8 characters/ },
    { what: 'a common password', input: 'password123\n', says: /the password is one of the most common/ },
    { what: 'a NUL in the password', input: 'some\0password\n', says: /the password has a NUL/ },
  ])('makes no admin with $what', async ({ input, says }) => {
    const username = newName();

    const { code, out, err } = await createAdmin(['--username', username], { env: here(), input });

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(says);
    expect(await inDatabase('select 1 from users where username = $1', [username])).toEqual([]);
  });

  it.each([
    { args: [], says: /--username is missing/ },
    { args: ['--username', 'a'], says: /the username is shorter than 3 characters/ },
    { args: ['--username', "x'; drop table users"], says: /the username has something else than letters/ },
    { args: ['--username', 'ann', '--password', 'secret'], says: /Unknown option '--password'/ },
  ])('refuses $args', async ({ args, says }) => {
    const { code, err } = await createAdmin(args, { env: here() });

    expect(code).toBe(1);
    expect(err).toMatch(says);
  });

  it('says what to do when there is no database, and when it is out of reach', async () => {
    const nowhere = await createAdmin(['--username', 'ann', '--data', '/nonexistent']);
    const silent = await createAdmin(['--username', 'ann'], {
      env: { DATABASE_URL: 'postgres://x:y@127.0.0.1:1/z' },
    });

    expect(nowhere.err).toMatch(/set DATABASE_URL, run npm start .* or name a --stage in AWS/);
    expect(silent.err).toMatch(/storage is out of reach; .*ECONNREFUSED/);
    expect(silent.err).not.toContain('x:y');
    expect([nowhere.code, silent.code]).toEqual([1, 1]);
  });
});
