import { spawn } from 'node:child_process';
import type { FunctionConfig } from '../../template/functions.ts';
import type { Exit } from './end.ts';
import { readLines } from './lines.ts';
import { variablesOf } from './variables.ts';

/** The process inside an execution environment. */
export type FunctionProcess = {
  readonly pid: number | undefined;
  readonly freeze: () => void;
  readonly resume: () => void;
  readonly kill: () => void;
};

/** Starts the process that talks to the Runtime API at `runtimeApi`. */
export type Spawn = (runtimeApi: string, onExit: (exit: Exit) => void) => FunctionProcess;

export type ProcessOptions = {
  readonly config: FunctionConfig;
  readonly taskRoot: string;
  /** The bundled runtime client. */
  readonly runtimeFile: string;
  /** Whose `node_modules` hold the AWS SDK. */
  readonly appRoot: string;
  readonly logStream: string;
  readonly extra: Readonly<Record<string, string>>;
  /** Where a debugger may attach. */
  readonly inspectPort?: number;
  readonly onLine: (line: string) => void;
  /** Remembers the process, so that it is ended even if this one is killed. */
  readonly adopt: (pid: number) => () => void;
};

/** Makes the function that starts a process of a function with Lambda's variables and memory settings. */
export const spawnFunction =
  (options: ProcessOptions): Spawn =>
  (runtimeApi, onExit) => {
    const { config, taskRoot, logStream, extra, inspectPort } = options;
    const child = spawn(
      process.execPath,
      [
        ...(inspectPort === undefined ? [] : [`--inspect=127.0.0.1:${inspectPort}`]),
        ...heapFlags(config),
        options.runtimeFile,
        options.appRoot,
      ],
      {
        cwd: taskRoot,
        env: variablesOf(config, { runtimeApi, taskRoot, logStream, extra }),
        stdio: ['ignore', 'pipe', 'pipe'],
        // Out of reach of the terminal's Ctrl-C: what is being done is finished first.
        detached: true,
      },
    );
    const release = child.pid === undefined ? () => undefined : options.adopt(child.pid);
    readLines(child.stdout, options.onLine);
    readLines(child.stderr, options.onLine);
    child.on('error', () => onExit({ code: 1, signal: null }));
    child.on('exit', (code, signal) => {
      release();
      onExit({ code, signal });
    });
    return {
      pid: child.pid,
      freeze: () => void child.kill('SIGSTOP'),
      resume: () => void child.kill('SIGCONT'),
      kill: () => void child.kill('SIGKILL'),
    };
  };

/** A tenth of the memory is left outside the old generation, as Lambda's own start script does. */
function heapFlags({ memoryMb, environment }: FunctionConfig): string[] {
  if (/max[-_]old[-_]space/.test(environment['NODE_OPTIONS'] ?? '')) return [];
  return [
    `--max-old-space-size=${Math.floor(memoryMb * 0.9)}`,
    `--max-semi-space-size=${Math.ceil(memoryMb / 20)}`,
  ];
}
