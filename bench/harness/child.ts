import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export type ChildOptions = {
  readonly args?: readonly string[];
  readonly execArgv?: readonly string[];
  /** How long it may take to end before it is ended by force. Default: 10 s. */
  readonly graceMs?: number;
};

/**
 * A part of a benchmark in a process of its own, so that its processor time and memory are its own. It says when it is ready and
 * then answers questions, one at a time.
 */
export class Child<Ready, Question, Answer> {
  readonly ready: Ready;
  readonly #process: ChildProcess;
  readonly #graceMs: number;

  /** @throws when it ends before it is ready. */
  static async start<Ready, Question, Answer>(
    file: URL,
    { args = [], execArgv = [], graceMs = 10_000 }: ChildOptions = {},
  ): Promise<Child<Ready, Question, Answer>> {
    const child = fork(file, args, {
      execArgv: [...execArgv],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    return new Child<Ready, Question, Answer>(child, (await answerOf(child)) as Ready, graceMs);
  }

  private constructor(child: ChildProcess, ready: Ready, graceMs: number) {
    this.#process = child;
    this.ready = ready;
    this.#graceMs = graceMs;
  }

  /** @throws when it ends instead of answering. */
  async ask(question: Question): Promise<Answer> {
    const answered = answerOf(this.#process);
    this.#process.send(question as object);
    return (await answered) as Answer;
  }

  /** Ends it, by force when that takes long. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), this.#graceMs);
    this.#process.disconnect();
    await ended;
    clearTimeout(timer);
  }
}

/** The next message of a child. @throws when it ends instead. */
function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const exited = (code: number | null, signal: string | null) =>
      reject(new Error(`cannot ask a child: it ended with ${code ?? signal}`));
    child.once('exit', exited);
    child.once('message', (message) => {
      child.off('exit', exited);
      resolve(message);
    });
  });
}
