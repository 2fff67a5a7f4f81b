import { afterEach } from 'vitest';
import { ParleyHttp } from '../../client/http.ts';
import { ParleyClient } from '../../client/parley-client.ts';
import { FakeClock } from '../client/fake-clock.ts';
import { type Chatter, makeRoomOf, register } from '../setup/chat/api.ts';
import { product } from '../setup/chat/product.ts';
import { open, type Socket } from '../setup/chat/socket.ts';
import { until } from '../setup/until.ts';
import { makeWire, type Wire } from './wire.ts';

const clients: ParleyClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.stop();
});

type Fixture = {
  readonly client: ParleyClient;
  readonly clock: FakeClock;
  readonly wire: Wire;
};

/** The client of a user on the running product, with a clock that a test moves; connected, and in its rooms. */
export async function connect(
  user: Chatter,
  rooms: readonly string[],
  startsAt = Date.now(),
): Promise<Fixture> {
  const clock = new FakeClock(startsAt);
  const wire = makeWire();
  const http = new ParleyHttp({ base: product().endpoints.http, token: user.token });
  const client = new ParleyClient({ http, clock, open: wire.open, random: () => 0 });
  clients.push(client);
  client.start();
  await until(async () => {
    await clock.pass(0);
    return rooms.every((room) => client.log(room)?.epoch !== undefined) || undefined;
  });
  return { client, clock, wire };
}

export type Scene = Fixture & {
  readonly user: Chatter;
  readonly room: string;
  /** Ann's. */
  readonly a: Socket;
  /** Ann says these, one after another. */
  readonly say: (...bodies: readonly string[]) => Promise<void>;
};

/** Ann with a bare socket, and Ben with a client. */
export async function scene(startsAt?: number): Promise<Scene> {
  const [ann, user] = await Promise.all([register('ann'), register('ben')]);
  const room = await makeRoomOf(ann, [user]);
  const a = await open(ann);
  const say = async (...bodies: readonly string[]) => {
    for (const body of bodies) await a.ask({ room, body });
  };
  return { ...(await connect(user, [room], startsAt)), user, room, a, say };
}

/** The seqs of a client's log. */
export const seqsOf = ({ client, room }: Pick<Scene, 'client' | 'room'>) =>
  client.log(room)?.events.map(({ seq }) => seq) ?? [];
export const upTo = (head: number) => Array.from({ length: head }, (_, n) => n + 1);
export const reaches = (one: Pick<Scene, 'client' | 'room'>, head: number) =>
  until(() => (seqsOf(one).at(-1) === head ? true : undefined), { what: `seq ${head}` });

/** Lets time pass in which one heartbeat falls, and waits for what it brings. */
export async function beat({ clock, wire }: Fixture, ms: number): Promise<void> {
  const pings = () => wire.sent.filter(({ action }) => action === 'ping').length;
  const [pinged, heard] = [pings(), wire.received.length];
  await clock.pass(ms);
  await until(() => (pings() > pinged && wire.received.length > heard) || undefined);
}
