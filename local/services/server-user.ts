import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export type Owner = { readonly uid: number; readonly gid: number };

type Command = {
  readonly command: string;
  readonly args: string[];
  /** For spawning it. */
  readonly options: Partial<Owner>;
};

/** How a server is run that refuses to be root. */
export type Runner = {
  /** Whom its files have to belong to; undefined: us. */
  readonly owner: Owner | undefined;
  readonly wrap: (command: string, args: readonly string[]) => Command;
};

const plain: Runner = {
  owner: undefined,
  wrap: (command, args) => ({ command, args: [...args], options: {} }),
};

/**
 * Whom PostgreSQL runs as: whoever we are, but for root the user `postgres`, or `nobody`.
 *
 * That user may not enter root's home, or a folder of `mktemp -d`: there the server keeps root's right to pass through
 * folders (`setpriv`), or is root under another number (`unshare`), whichever this machine allows.
 *
 * @throws when none of this works.
 */
export function serverUser(dataDir: string): Runner {
  if (process.getuid?.() !== 0) return plain;
  const user = userNamed('postgres') ?? userNamed('nobody');
  if (user === undefined) throw new Error('cannot start Postgres as root: there is no user to run it as');
  const closed = [join(resolve(dataDir), 'postgres'), import.meta.dirname].map(closedAncestor).find(Boolean);
  if (closed === undefined) return { owner: user, wrap: asUser(user) };
  const runner = [passing(user), renumbered(user)].find(works);
  if (runner !== undefined) return runner;
  throw new Error(
    `cannot start Postgres: root may not run it, and ${user.name} may not enter ${closed}; move the project, run as another user, or set DATABASE_URL`,
  );
}

type User = Owner & { readonly name: string };

const asUser =
  ({ uid, gid }: User): Runner['wrap'] =>
  (command, args) => ({ command, args: [...args], options: { uid, gid } });

const through =
  (tool: string, flags: readonly string[]): Runner['wrap'] =>
  (command, args) => ({ command: tool, args: [...flags, command, ...args], options: {} });

/** The user, with the right to pass through folders that are closed to it, also where only access is asked for. */
function passing(user: User): Runner {
  const capabilities = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  const ids = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  return {
    owner: user,
    wrap: through('setpriv', [...ids, ...capabilities, '--securebits=+no_setuid_fixup']),
  };
}

/** Ourselves, seen by the server as the user. */
function renumbered({ uid, gid }: User): Runner {
  return {
    owner: undefined,
    wrap: through('unshare', ['--user', `--map-user=${uid}`, `--map-group=${gid}`]),
  };
}

function works({ wrap }: Runner): boolean {
  const { command, args } = wrap('test', ['-x', process.execPath]);
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function userNamed(wanted: string): User | undefined {
  const rows = readFileSync('/etc/passwd', 'utf8').split('\n');
  const [name, , uid, gid] = rows.find((row) => row.startsWith(`${wanted}:`))?.split(':') ?? [];
  return name === undefined ? undefined : { name, uid: Number(uid), gid: Number(gid) };
}

const othersMayEnter = 0o001;

function closedAncestor(path: string): string | undefined {
  const parent = dirname(path);
  if (parent === path) return undefined;
  const mode = statSync(parent, { throwIfNoEntry: false })?.mode ?? othersMayEnter;
  return closedAncestor(parent) ?? ((mode & othersMayEnter) === 0 ? parent : undefined);
}
