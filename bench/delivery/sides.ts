import { Child } from '../harness/child.ts';
import type { Pace } from './crowd.ts';
import type { Figures, LoadQuestion, Send } from './load-questions.ts';
import type { Delivery, RoomName, StackFacts, StackReady } from './stack-facts.ts';

type Stack = Child<StackReady, object, StackFacts>;
type Load = Child<object, LoadQuestion, Readonly<Record<string, Figures>>>;

/** What a run came to, of one stack. */
export type Run = Figures & StackFacts;

export type Sizes = Readonly<Record<RoomName, number>>;

const deliveries: readonly Delivery[] = ['group', 'plain'];
const nameOf = (delivery: Delivery, room: RoomName) => `${delivery} ${room}`;

/** Both stacks side by side, with everybody connected to both. */
export class Sides {
  readonly #stacks: Readonly<Record<Delivery, Stack>>;
  readonly #load: Load;

  static async start(sizes: Sizes): Promise<Sides> {
    const [group, plain, load] = await Promise.all([
      startStack('group', sizes),
      startStack('plain', sizes),
      Child.start<object, LoadQuestion, Readonly<Record<string, Figures>>>(
        new URL('./load.ts', import.meta.url),
      ),
    ]);
    const sides = new Sides({ group, plain }, load);
    await sides.#gather();
    return sides;
  }

  private constructor(stacks: Readonly<Record<Delivery, Stack>>, load: Load) {
    this.#stacks = stacks;
    this.#load = load;
  }

  /** Sends in a room of one stack, while the other is quiet. */
  async sendAlone(delivery: Delivery, room: RoomName, pace: Pace): Promise<Run> {
    const name = nameOf(delivery, room);
    const figures = await this.#send([{ name, pace, delayMs: 0 }]);
    return this.#join(delivery, figures[name]);
  }

  /** Sends in a room of both, each message of one between two of the other, so that what disturbs disturbs both. */
  async sendAlternately(
    room: RoomName,
    first: Delivery,
    pace: Pace,
  ): Promise<Readonly<Record<Delivery, Run>>> {
    const sends = deliveries.map((delivery) => ({
      name: nameOf(delivery, room),
      pace,
      delayMs: delivery === first ? 0 : pace.everyMs / 2,
    }));
    const figures = await this.#send(sends);
    return {
      group: await this.#join('group', figures[nameOf('group', room)]),
      plain: await this.#join('plain', figures[nameOf('plain', room)]),
    };
  }

  async stop(): Promise<void> {
    await this.#load.stop();
    await Promise.all(deliveries.map((delivery) => this.#stacks[delivery].stop()));
  }

  async #gather(): Promise<void> {
    for (const delivery of deliveries) {
      const { websocketUrl, audiences } = this.#stacks[delivery].ready;
      for (const room of ['large', 'small'] as const) {
        const name = nameOf(delivery, room);
        await this.#load.ask({ kind: 'gather', name, websocketUrl, audience: audiences[room] });
      }
    }
  }

  async #send(sends: readonly Send[]): Promise<Readonly<Record<string, Figures>>> {
    for (const delivery of deliveries) await this.#stacks[delivery].ask({});
    return this.#load.ask({ kind: 'send', sends });
  }

  async #join(delivery: Delivery, figures: Figures | undefined): Promise<Run> {
    if (!figures) throw new Error(`cannot measure ${delivery}: the load says nothing of it`);
    return { ...figures, ...(await this.#stacks[delivery].ask({})) };
  }
}

function startStack(delivery: Delivery, { large, small }: Sizes): Promise<Stack> {
  // Stopping Postgres takes its time.
  const options = { args: [delivery, String(large), String(small)], graceMs: 30_000 };
  return Child.start(new URL('./stack.ts', import.meta.url), options);
}
