import { ParleyHttp } from '../../client/http.ts';
import { type Database, openDatabase } from '../../shared/postgres/database.ts';
import { ActiveFaults } from './active-faults.ts';
import type { ContractStack } from './contract-stack.ts';
import { Device } from './device.ts';
import { type Dice, diceOf } from './dice.ts';
import { faultyFetch } from './faulty-fetch.ts';
import { makePerson, makeRoomOf, type Person, type Room } from './people.ts';
import type { Plan, Size } from './plan.ts';
import { Recorder } from './recorder.ts';

/** Somebody with their API and their clients. */
export type Inhabitant = Person & { readonly http: ParleyHttp; readonly devices: readonly Device[] };

/** The people, rooms and clients of one run. */
export type World = {
  readonly stack: ContractStack;
  /** Past all faults. */
  readonly database: Database;
  readonly rooms: readonly Room[];
  readonly people: readonly Inhabitant[];
  readonly devices: readonly Device[];
  readonly faults: ActiveFaults;
  readonly recorder: Recorder;
  readonly dice: Dice;
};

/** Puts new people and rooms into a running product. Nobody is connected yet. */
export async function makeWorld(stack: ContractStack, size: Size, { seed }: Plan): Promise<World> {
  const dice = diceOf(seed);
  const faults = new ActiveFaults(diceOf(seed + 1));
  const recorder = new Recorder();
  const database = openDatabase({ connectionString: stack.databaseUrl, connections: 5 });
  const people = await Promise.all(
    Array.from({ length: size.users }, async (_, n) => {
      const person = await makePerson(database, `u${n}`);
      const { endpoints } = stack;
      const http = new ParleyHttp({ base: endpoints.http, token: person.token, fetch: faultyFetch(faults) });
      const devices = Array.from({ length: n % size.twoDevicesEach === 0 ? 2 : 1 }, (_, place) => {
        const name = `u${n}/${place}`;
        return new Device({ name, user: person.id, http, haste: size.haste, dice, faults, recorder });
      });
      return { ...person, http, devices };
    }),
  );
  const rooms = await Promise.all(
    size.rooms.map((members, n) => fillRoom(database, arc(people, { first: 7 * n, length: members }))),
  );
  const devices = people.flatMap((person) => person.devices);
  return { stack, database, rooms, people, devices, faults, recorder, dice };
}

/** The people stand in a ring, and each room begins with an arc of it. */
function arc<Somebody>(
  ring: readonly Somebody[],
  { first, length }: { readonly first: number; readonly length: number },
): readonly Somebody[] {
  return Array.from({ length }, (_, n) => ring[(first + n) % ring.length]).filter(
    (somebody) => somebody !== undefined,
  );
}

async function fillRoom(database: Database, members: readonly Inhabitant[]): Promise<Room> {
  const room = await makeRoomOf(database, members);
  for (const device of members.flatMap(({ devices }) => devices)) device.follow(room.id, room.epoch);
  return room;
}
