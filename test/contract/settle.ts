import { setTimeout as wait } from 'node:timers/promises';
import type { History, StoredEvent } from './history.ts';
import type { Size } from './plan.ts';
import { readEvents, readRooms, readUndelivered } from './read-stored.ts';
import { findUnregistered } from './registrations.ts';
import type { World } from './world.ts';

export type Settled = Pick<History, 'clients' | 'kept' | 'unregistered' | 'fates' | 'events'>;

/** A client pings every 30 s of its clock; the sync that follows is asked once more after 5 s when its answer is lost. */
const heartbeatMs = 30_000;
const syncMs = 5_000;
/** What an answer takes on a machine that has much else to do. */
const slackMs = 2_000;

/**
 * Waits until everything that was begun has come to an end: every client is connected and has an answer to every message; then
 * for as long as a client may take to reach the head, and to be registered by a heartbeat; and until nothing is left that was not
 * delivered.
 */
export async function settle(world: World, { haste, quietMs }: Size): Promise<Settled> {
  const { devices, recorder } = world;
  const isQuiet = () => devices.every((device) => device.isLive && device.pending === 0);
  await poll(isQuiet, quietMs);
  const begun = performance.now();
  await poll(() => isCaughtUp(world), (heartbeatMs + syncMs) / haste + slackMs);
  recorder.count('ms to catch up', Math.round(performance.now() - begun));
  const kept = devices.flatMap((device) => device.kept());
  await poll(async () => (await findUnregistered(world)).length === 0, heartbeatMs / haste + slackMs);
  const unregistered = await findUnregistered(world);
  for (const device of devices) device.finish();
  const clients = new Map(devices.map(({ name, user }) => [name, user]));
  return { clients, kept, unregistered, fates: recorder.fates, events: await sweep(world) };
}

async function isCaughtUp({ database, devices, rooms }: World): Promise<boolean> {
  const stored = await readRooms(
    database,
    rooms.map(({ id }) => id),
  );
  return devices.every((device) => {
    const mine = stored.filter(({ members }) => members.includes(device.user));
    const isRight = device.rooms.length === mine.length;
    return isRight && mine.every(({ id, head }) => device.cursor(id) === head);
  });
}

async function poll(isSo: () => boolean | Promise<boolean>, deadlineMs: number): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (!(await isSo()) && performance.now() < deadline) await wait(50);
}

/** Whoever died with a room's lease keeps it for ten seconds, and longer with many connections. */
const sweepMs = 20_000;

/**
 * Lets the sweeper deliver what is left, at once and not when its minute has come. Answers the events as they were before, with
 * the times at which they were delivered.
 */
async function sweep({ stack, database, rooms }: World): Promise<readonly StoredEvent[]> {
  const ids = rooms.map(({ id }) => id);
  const events = await readEvents(database, ids);
  await database.query(ageUndelivered, [ids]);
  const deadline = performance.now() + sweepMs;
  while (performance.now() < deadline && (await readUndelivered(database, ids)) > 0) {
    await stack.running.invoke('sweep', {});
    await wait(100);
  }
  const swept = await readEvents(database, ids);
  return events.map((event, index) => ({ ...event, deliveredAt: swept[index]?.deliveredAt }));
}

/** $1 rooms. The sweeper leaves alone what is younger than five seconds. */
const ageUndelivered = `
update events set created_at = created_at - interval '6 seconds'
where room_id = any ($1::uuid[]) and delivered_at is null`;
