// Plain JavaScript on Node 20: runs a command under the pinned Node, hands signals on, and ends as it ended.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { environment, root } from './install.mjs';

/** The parent of a process, where the system tells (Linux); undefined elsewhere, and once it is gone. */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, command, parent] = /\((.*)\) \S (\d+)/.exec(stat) ?? [];
    return { command, parent };
  } catch {
    return undefined;
  }
}

/** Who started us: npm, or the shell between npm and us, and then npm too. Changes when one of them is killed. */
function starter() {
  const shell = parentOf(process.ppid);
  return /^(sh|dash|bash|ash)$/.test(shell?.command ?? '')
    ? `${process.ppid} of ${shell.parent}`
    : `${process.ppid}`;
}

/**
 * Runs `node <args>` in the repository's root and ends this process with its exit code.
 *
 * SIGINT, SIGTERM and SIGHUP are handed on. When whoever started us dies (npm was killed) the child is told to stop,
 * so nothing is left behind.
 */
export function runNode(args) {
  const child = spawn('node', args, { cwd: root, stdio: 'inherit', env: environment });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const began = starter();
  const watch = setInterval(() => starter() !== began && child.kill('SIGTERM'), 1000);
  child.on('exit', (code, signal) => {
    clearInterval(watch);
    process.exit(code ?? (signal === 'SIGINT' ? 130 : 143));
  });
}
