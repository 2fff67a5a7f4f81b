import { setTimeout as wait } from 'node:timers/promises';
import { HttpError } from '../../client/http-error.ts';
import type { Deed } from '../../client/outbox.ts';
import type { Op, OpOf } from './plan.ts';
import { readRooms } from './read-stored.ts';
import type { Inhabitant, World } from './world.ts';

/** The item that a number of a plan means. */
function pick<Item>(items: readonly Item[], number: number): Item | undefined {
  return items[number % Math.max(1, items.length)];
}

type Doing = {
  readonly [Kind in Op['kind']]: (world: World, op: OpOf<Kind>) => Promise<void>;
};

/** What each kind of op does. */
const doing: Doing = {
  write: async (world, { client, room, count }) => {
    const device = pick(world.devices, client);
    const where = device && pick(device.rooms, room);
    if (!where) return;
    for (let n = 0; n < count; n += 1) device.write(where, { action: 'sendMessage', body: bodyOf(world) });
  },
  edit: async (world, op) =>
    change(world, op, { whose: 'own', deed: (seq) => ({ action: 'editMessage', seq, body: bodyOf(world) }) }),
  delete: async (world, op) =>
    change(world, op, { whose: 'own', deed: (seq) => ({ action: 'deleteMessage', seq }) }),
  react: async (world, op) =>
    change(world, op, {
      whose: 'all',
      deed: (seq) => ({ action: 'react', seq, emoji: '👍', on: op.client % 3 > 0 }),
    }),
  add: (world, { room, user }) =>
    call(world, room, async ({ id, members }) => {
      const somebody = pick(world.people, user);
      await members[0]?.http.addMember(id, somebody?.username ?? '');
    }),
  remove: (world, { room, user }) =>
    call(world, room, async ({ id, members, owner }) => {
      const others = members.filter((member) => member !== owner);
      await owner?.http.removeMember(id, pick(others, user)?.id ?? '');
    }),
  leave: (world, { room, user }) =>
    call(world, room, async ({ id, members }) => {
      const somebody = pick(members, user);
      if (members.length > 2) await somebody?.http.removeMember(id, somebody.id);
    }),
  rename: (world, { room, user }) =>
    call(world, room, async ({ id, owner }) => {
      await owner?.http.renameRoom(id, `contract ${user}`);
    }),
  reconnect: async (world, { client, awayMs }) => {
    const device = pick(world.devices, client);
    device?.stop();
    await wait(awayMs);
    device?.start();
  },
  reload: async (world, { client }) => pick(world.devices, client)?.reload(),
};

/** Does an op of a plan. What the product refuses, or can't do just then, is counted. */
export function perform<Kind extends Op['kind']>(world: World, op: OpOf<Kind>): Promise<void> {
  world.recorder.count(`ops: ${op.kind}`);
  const act = doing[op.kind] as Doing[Kind];
  return act(world, op as never);
}

type Change = { readonly whose: 'own' | 'all'; readonly deed: (seq: number) => Deed };

/** Changes a message, if the client has any that it may change. */
function change(
  world: World,
  { client, room, message }: OpOf<'edit' | 'delete' | 'react'>,
  { whose, deed }: Change,
): void {
  const device = pick(world.devices, client);
  const where = device && pick(device.rooms, room);
  const seq = device && where && pick(device.messages(where, whose), message);
  if (device && where && seq) device.write(where, deed(seq));
}

type Place = {
  readonly id: string;
  readonly members: readonly Inhabitant[];
  readonly owner: Inhabitant | undefined;
};

async function call(
  { database, rooms, people, recorder }: World,
  room: number,
  act: (place: Place) => Promise<void>,
) {
  const id = pick(rooms, room)?.id ?? '';
  const [stored] = await readRooms(database, [id]);
  const members = people.filter((person) => stored?.members.includes(person.id));
  const owner = members.find((person) => person.id === stored?.owner);
  try {
    await act({ id, members, owner });
    recorder.count('calls: done');
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    recorder.count(`calls: ${error.code}`);
  }
}

/** Mostly short, at times so long that few fit into a frame. */
function bodyOf({ dice, recorder }: World): string {
  const length = dice.below(40) === 0 ? 3_500 : dice.below(80);
  return `${recorder.written.length} ${'é'.repeat(length)}`;
}
