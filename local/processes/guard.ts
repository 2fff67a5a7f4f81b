import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Reads `+pid` and `-pid` lines. When its input ends without a `.`, whoever wrote them was killed: it ends the processes that
 * are left, politely and then not.
 */
const script = `
pids=" "
while read -r line; do
  case "$line" in
    +*) pids="$pids\${line#+} " ;;
    -*) pids=$(printf %s "$pids" | sed "s/ \${line#-} / /") ;;
    .) exit 0 ;;
  esac
done
alive() { for pid in $pids; do kill -0 "$pid" 2>/dev/null && return 0; done; return 1; }
tell() { for pid in $pids; do kill "$1" "$pid" 2>/dev/null; done; }
tell -CONT; tell -INT
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  alive || exit 0
  sleep 0.1
done
tell -KILL
`;

/** Sees to it that no process of ours is left behind, even if this one is killed with SIGKILL. */
export class Guard {
  readonly #shell: ChildProcess;

  constructor() {
    this.#shell = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    // The guard is a second line of defence; without it, everything still stops in the usual way.
    this.#shell.on('error', () => undefined);
    this.#shell.stdin?.on('error', () => undefined);
    this.#shell.unref();
  }

  /** Watches over a process; call the result when it has ended. */
  readonly adopt = (pid: number): (() => void) => {
    this.#shell.stdin?.write(`+${pid}\n`);
    return () => void this.#shell.stdin?.write(`-${pid}\n`);
  };

  /** Ends the guard itself; what it watched over has been stopped by its owner. */
  close(): void {
    this.#shell.stdin?.end('.\n');
  }
}

let shared: Guard | undefined;

/** The guard of whoever has none of its own, such as a test that starts one server. It lives as long as this process. */
export function sharedGuard(): Guard {
  shared ??= new Guard();
  return shared;
}
