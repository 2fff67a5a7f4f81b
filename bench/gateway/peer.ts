import { Child } from '../harness/child.ts';
import type { Facts, Question, Ready } from './peer-facts.ts';

const files = {
  gateway: new URL('./peers/gateway.ts', import.meta.url),
  bare: new URL('./peers/bare.ts', import.meta.url),
};

/** A server in a process of its own. */
export class Peer {
  readonly #child: Child<Ready, Question, Facts>;

  static async start(name: keyof typeof files): Promise<Peer> {
    return new Peer(await Child.start(files[name], { execArgv: ['--expose-gc'] }));
  }

  private constructor(child: Child<Ready, Question, Facts>) {
    this.#child = child;
  }

  get ready(): Ready {
    return this.#child.ready;
  }

  /** @throws when the peer serves no such API. */
  url(name: string): string {
    const url = this.ready.urls[name];
    if (url === undefined)
      throw new Error(`cannot find ${name} among ${Object.keys(this.ready.urls).join(', ')}`);
    return url;
  }

  ask(collect: Question['collect'] = 'nothing'): Promise<Facts> {
    return this.#child.ask({ collect });
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

  stop(): Promise<void> {
    return this.#child.stop();
  }
}
