import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** How a server is run that refuses to be root. */
export type Runner = {
  readonly options: { readonly uid?: number; readonly gid?: number };
  /** To whom its files have to belong, if not to us. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  readonly wrap: (
    command: string,
    args: readonly string[],
  ) => { readonly command: string; readonly args: string[] };
};

const plain: Runner = { options: {}, wrap: (command, args) => ({ command, args: [...args] }) };

/**
 * Whom PostgreSQL runs as: whoever we are, but for root the user `postgres`, or `nobody`.
 *
 * Where that user may not enter the folders in which the data and the programs lie, such as root's home, it is given the right
 * to by `setpriv`.
 *
 * @throws when it may not and there is no `setpriv`.
 */
export function serverUser(dataDir: string): Runner {
  if (process.getuid?.() !== 0) return plain;
  const user = userNamed('postgres') ?? userNamed('nobody');
  if (user === undefined) throw new Error('cannot start Postgres as root: there is no user to run it as');
  const closed = [resolve(dataDir), import.meta.dirname].map(closedAncestor).find(Boolean);
  if (closed === undefined) {
    const { uid, gid } = user;
    return { ...plain, options: { uid, gid }, owner: { uid, gid } };
  }
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((file) => existsSync(file));
  if (setpriv !== undefined) return privileged(user, setpriv);
  throw new Error(
    `cannot start Postgres: root may not run it, and ${user.name} may not enter ${closed}; move the project, run as another user, or set DATABASE_URL`,
  );
}

/** @NOTE Without `no_setuid_fixup`, `access()` asks for the user's own rights, and initdb doesn't find its programs. */
const privileged = ({ uid, gid }: User, setpriv: string): Runner => ({
  owner: { uid, gid },
  options: {},
  wrap: (command, args) => ({
    command: setpriv,
    args: [
      ...[`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--securebits=+no_setuid_fixup'],
      ...['--inh-caps=+dac_override', '--ambient-caps=+dac_override', command, ...args],
    ],
  }),
});

type User = { readonly name: string; readonly uid: number; readonly gid: number };

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
