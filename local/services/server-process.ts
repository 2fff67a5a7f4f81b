import { type SpawnOptions, spawn } from 'node:child_process';
import { sharedGuard } from '../processes/guard.ts';

export type ServerOptions = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly options?: SpawnOptions;
  /** What it prints when it takes connections. */
  readonly readyText: string;
  /** Default: a guard of this process. */
  readonly adopt?: (pid: number) => () => void;
};

export type Server = { readonly pid: number; readonly stop: () => Promise<void> };

const remembered = 20;

/**
 * Starts a server and waits until it says that it is ready.
 *
 * @throws with the last thing it said when it ends before.
 */
export function startServer(server: ServerOptions): Promise<Server> {
  const { name, command, args, options = {}, readyText, adopt = sharedGuard().adopt } = server;
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const said: string[] = [];
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  return new Promise((resolve, reject) => {
    const release = child.pid === undefined ? () => undefined : adopt(child.pid);
    const stop = () => {
      child.kill('SIGINT');
      return ended;
    };
    const listen = (chunk: Buffer) => {
      said.push(...String(chunk).split('\n').filter(Boolean));
      said.splice(0, said.length - remembered);
      if (child.pid !== undefined && String(chunk).includes(readyText)) resolve({ pid: child.pid, stop });
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.on('error', (cause) =>
      reject(new Error(`cannot start ${name}: ${command} does not run`, { cause })),
    );
    child.on('exit', () => {
      release();
      reject(new Error(`cannot start ${name}: ${lastWords(said)}`));
    });
  });
}

const lastWords = (said: readonly string[]) =>
  said.findLast((line) => /FATAL|PANIC|error|cannot/i.test(line)) ?? said.at(-1) ?? 'it ended without a word';
