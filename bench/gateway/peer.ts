import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Facts, Question, Ready } from './peer-facts.ts';

const files = {
  gateway: new URL('./peers/gateway.ts', import.meta.url),
  bare: new URL('./peers/bare.ts', import.meta.url),
};

/** A server in a process of its own, so that its processor time and memory are its own. */
export class Peer {
  readonly ready: Ready;
  readonly #child: ChildProcess;

  static async start(name: keyof typeof files): Promise<Peer> {
    const child = fork(files[name], {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    return new Peer(child, (await answer(child)) as Ready);
  }

  private constructor(child: ChildProcess, ready: Ready) {
    this.#child = child;
    this.ready = ready;
  }

  /** @throws when the peer serves no such API. */
  url(name: string): string {
    const url = this.ready.urls[name];
    if (url === undefined)
      throw new Error(`cannot find ${name} among ${Object.keys(this.ready.urls).join(', ')}`);
    return url;
  }

  async ask(collect: Question['collect'] = 'nothing'): Promise<Facts> {
    const answered = answer(this.#child);
    this.#child.send({ collect });
    return (await answered) as Facts;
  }

  /** The connections that it has, once there are as many as `count`. @throws when that takes more than 20 s. */
  async untilConnections(count: number): Promise<Facts> {
    const deadline = performance.now() + 20_000;
    for (;;) {
      const facts = await this.ask();
      if (facts.connectionIds.length === count) return facts;
      if (performance.now() > deadline)
        throw new Error(`cannot wait for ${count} connections: there are ${facts.connectionIds.length}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends it, by force when it takes more than 10 s. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    this.#child.disconnect();
    await ended;
    clearTimeout(timer);
  }
}

/** The next message of a child. @throws when it ends instead. */
function answer(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const exited = (code: number | null) => reject(new Error(`cannot ask a peer: it ended with ${code}`));
    child.once('exit', exited);
    child.once('message', (message) => {
      child.off('exit', exited);
      resolve(message);
    });
  });
}
