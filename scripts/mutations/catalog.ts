import type { Mutation } from './mutation.ts';

const short = ['--size', 'short'];
const busy = ['--size', 'busy'];

/** Every mutation; the checker has to catch each. */
export const mutations: readonly Mutation[] = [
  {
    name: "take a seq without holding the room's row until the commit",
    changes: [
      {
        file: 'shared/postgres/accept-message.sql',
        from: '  update rooms set head = head + 1\n',
        to: '  select id, epoch, $8::bigint as head from rooms\n',
      },
      {
        file: 'shared/postgres/accept-message.sql',
        from: '  returning id, epoch, head\n',
        to: '',
      },
      {
        file: 'shared/postgres/accept-message.ts',
        from: '  const [row] = await onceMoreOnDuplicate(() => database.query<Row>(text, values));\n',
        to: `  const bump = 'update rooms set head = head + 1 where id = $1 returning head';
  const [next] = await database.query<{ head: number }>(bump, [room]);
  const [row] = await onceMoreOnDuplicate(() => database.query<Row>(text, [...values, next?.head]));
`,
      },
    ],
    run: [...short, '--faults', 'out double,in delay'],
  },
  {
    name: 'answer the handshake before the connection is registered',
    changes: [
      {
        file: 'shared/chat/connect.ts',
        from: '    opened ? enterItsRooms(deps, scope) : readHeads',
        to: '    opened ? void setTimeout(() => void enterItsRooms(deps, scope), 100) : readHeads',
      },
    ],
    run: [...short, '--faults', '', '--ops', 'write,reconnect'],
  },
  {
    name: 'let a heartbeat look at the connection alone, and not at its rooms',
    changes: [
      {
        file: 'shared/chat/ping.ts',
        from: '  if (entered !== undefined && entered !== deps.digestOf(',
        to: '  if (entered === deps.digestOf(',
      },
    ],
    run: [...short, '--faults', 'redis refuse,redis cut', '--ops', 'add'],
  },
  {
    name: 'drop the unique index, and look for no earlier try',
    changes: [
      {
        file: 'migrations/0002_rooms.sql',
        from: 'create unique index events_client_message',
        to: 'create index events_client_message',
      },
      {
        file: 'shared/postgres/accept-message.sql',
        from: '    and not exists (select from earlier)\n',
        to: '',
      },
    ],
    run: [...short, '--faults', 'out double,in drop'],
  },
  {
    name: 'ack what could not be stored',
    changes: [
      {
        file: 'shared/chat/accept-once.ts',
        from: '  const acceptance = await deps.accept(wanted);\n',
        to: `  const acceptance = await deps
    .accept(wanted)
    .catch((): Acceptance => ({ kind: 'repeated', seq: 1, at: new Date() }));
`,
      },
    ],
    run: [...short, '--faults', 'postgres refuse,postgres cut,answer cut'],
  },
  {
    name: 'forget what was answered with 429',
    changes: [
      {
        file: 'shared/gateway/post.ts',
        from: 'status === 429 || status >= 500;',
        to: 'status >= 500;',
      },
      {
        file: 'shared/gateway/post.ts',
        from: "      if (status < 300) return 'posted';\n",
        to: "      if (status < 300 || status === 429) return 'posted';\n",
      },
    ],
    run: [...short, '--faults', 'post 429'],
  },
  {
    name: 'note as delivered what did not reach everybody',
    changes: [
      {
        file: 'shared/chat/announce.ts',
        from: '  if (failed.length > 0) {\n',
        to: '  if (failed.length > connections.length) {\n',
      },
    ],
    run: [...short, '--faults', 'post 500,post delay'],
  },
  {
    name: 'sweep nothing up',
    changes: [
      {
        file: 'shared/chat/sweep-undelivered.ts',
        from: 'await inParallel(lost, parallelRooms, deps.announce);',
        to: "lost.map(() => ({ status: 'fulfilled' as const }));",
      },
    ],
    run: [...short, '--faults', 'kill after commit'],
  },
  {
    name: 'count tries that were refused',
    changes: [
      {
        file: 'shared/redis/throttle.lua',
        from: '  local wait = math.ceil((oldest + window - now) / 1000)\n',
        to: `  local wait = math.ceil((oldest + window - now) / 1000)
  redis.call('ZADD', KEYS[1], now, ARGV[1] .. now)
`,
      },
    ],
    run: [...busy, '--faults', '', '--ops', 'write'],
  },
  {
    name: 'count the messages of a connection and not of its user',
    changes: [
      {
        file: 'shared/redis/throttle.ts',
        from: "({ of, user }: Try) => (of === 'messages' ? keys.throttle(user) :",
        to: "({ of, user, connection }: Try) => (of === 'messages' ? keys.throttle(user) + connection :",
      },
    ],
    run: [...busy, '--faults', '', '--ops', 'write'],
  },
  {
    name: 'remove a member and leave the connections in the room',
    changes: [
      {
        file: 'shared/chat/membership.ts',
        from: '  await deps.bar(userId, roomId);\n',
        to: '',
      },
      {
        file: 'shared/chat/membership.ts',
        from: '  await deps.barAgain(userId, roomId);\n',
        to: '',
      },
    ],
    run: [...short, '--faults', '', '--ops', 'write,remove,leave'],
  },
  {
    name: 'client: apply what is ahead instead of parking it',
    changes: [
      {
        file: 'client/room-log.ts',
        from: '  for (let event = waiting.get(cursor + 1); event; event = waiting.get(cursor + 1)) {\n',
        to: '  for (const event of [...waiting.values()].filter(({ seq }) => seq > cursor)) {\n',
      },
    ],
    run: [...short, '--faults', 'in drop,in overtaken,in delay'],
  },
  {
    name: 'client: look at no heads',
    changes: [
      {
        file: 'client/room-logs.ts',
        from: '    else this.heard(room, seq);\n',
        to: '',
      },
    ],
    run: [...short, '--faults', 'in drop,post lost', '--ops', 'write'],
  },
  {
    name: 'client: send the newest message first',
    changes: [
      {
        file: 'client/sender.ts',
        from: ".find(({ state }) => state.kind === 'pending');",
        to: ".findLast(({ state }) => state.kind === 'pending');",
      },
    ],
    run: [...busy, '--faults', 'out delay,in delay', '--ops', 'write'],
  },
];
