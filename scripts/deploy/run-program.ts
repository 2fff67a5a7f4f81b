import { spawn } from 'node:child_process';

export type Ended = {
  /** Null when it was stopped: it took too long. */
  readonly code: number | null;
  readonly output: string;
};

export type Program = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For its standard input; without it, that is empty. */
  readonly input?: string;
  /** Milliseconds after which it is stopped, with everything that it started. */
  readonly limitMs: number;
  /** Gets every line as it comes. */
  readonly onLine?: (line: string) => void;
  /** Stops it early. */
  readonly signal?: AbortSignal;
};

/** Runs a program to its end, in a process group of its own. @throws when it can't be started. */
export function runProgram({ command, args, env, input, limitMs, onLine, signal }: Program): Promise<Ended> {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  // One that reads nothing may have ended before.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const stop = () => endGroup(child.pid, 'SIGKILL');
  const timer = setTimeout(stop, limitMs);
  signal?.addEventListener('abort', stop);
  let output = '';
  const listen = (chunk: Buffer) => {
    output += chunk;
    for (const line of String(chunk).split('\n')) if (line.trim() !== '') onLine?.(line);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      resolve({ code, output });
    });
  });
}

/** Ends a process and all that it started. */
export function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself, which is what is wanted.
  }
}
