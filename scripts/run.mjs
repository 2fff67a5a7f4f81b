// Plain JavaScript on Node 20: runs a command under the pinned Node, hands signals on, and ends as it ended.
import { spawn } from 'node:child_process';
import { environment, root } from './install.mjs';

/**
 * Runs `node <args>` in the repository's root and ends this process with its exit code.
 *
 * SIGINT, SIGTERM and SIGHUP are handed on. When our own parent dies (npm killed, terminal gone) the child is told to stop,
 * so nothing is left behind.
 */
export function runNode(args) {
  const child = spawn('node', args, { cwd: root, stdio: 'inherit', env: environment });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 1000);
  child.on('exit', (code, signal) => {
    clearInterval(watch);
    process.exit(code ?? (signal === 'SIGINT' ? 130 : 143));
  });
}
