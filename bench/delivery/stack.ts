// A child of the benchmark: the whole product, in a folder of its own. Arguments: the delivery, and members of each room.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { start } from '../../local/start.ts';
import { answerAsChild } from '../harness/as-child.ts';
import { makeAudiences } from './people.ts';
import type { Delivery, StackFacts, StackReady } from './stack-facts.ts';

const root = path.resolve(import.meta.dirname, '../..');
const [delivery, large, small] = process.argv.slice(2);

const apps: Readonly<Record<Delivery, object>> = {
  group: {},
  plain: { app: 'node bench/delivery/plain/app.ts' },
};

const nothing: StackFacts = { posts: 0, gbSeconds: 0 };
let facts = nothing;
let isStopping = false;

const dataDir = await mkdtemp(path.join(tmpdir(), 'bench-'));
const running = await start({
  ...apps[delivery as Delivery],
  appRoot: root,
  dataDir,
  logFiles: false,
  onEvent: ({ event }) => {
    if (event.kind === 'management' && event.method === 'POST') facts = { ...facts, posts: facts.posts + 1 };
    // What goes wrong in a function says more than what its clients are told.
    if (event.kind === 'line' && !isStopping && /"level":"(WARN|ERROR)"/.test(event.text))
      console.error(`${delivery}: ${event.text}`);
    if (event.kind !== 'invocation') return;
    if (event.outcome !== 'ok' && !isStopping)
      console.error(`${delivery}: ${event.function} ended with ${event.outcome}`);
    const gbSeconds = facts.gbSeconds + ((event.memoryMb / 1024) * event.billedMs) / 1000;
    facts = { ...facts, gbSeconds };
  },
});
const sizes = { large: Number(large), small: Number(small) };
const ready: StackReady = {
  websocketUrl: running.endpoints.websocket ?? '',
  audiences: await makeAudiences(running.databaseUrl ?? '', sizes),
};
answerAsChild({
  ready,
  answer: async () => {
    const told = facts;
    facts = nothing;
    return told;
  },
  stop: async () => {
    isStopping = true;
    await running.stop();
    await rm(dataDir, { recursive: true, force: true });
  },
});
