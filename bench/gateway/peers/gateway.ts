// The app of this benchmark on the local gateway.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { start } from '../../../local/start.ts';
import { answerAsPeer } from './answer.ts';

/**
 * The time of day at twenty times its speed, and timers at their own: the account's quotas of 500 connections and 10,000 requests
 * a second then limit nothing here, and everything else is as usual.
 */
function quickClock() {
  const begun = Date.now();
  return {
    now: () => begun + (Date.now() - begun) * 20,
    after: (ms: number, task: () => void) => {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
  };
}

const dataDir = await mkdtemp(path.join(tmpdir(), 'bench-'));
let invocationMs: number[] = [];
const running = await start({
  appRoot: path.resolve(import.meta.dirname, '../app'),
  dataDir,
  clock: quickClock(),
  onEvent: ({ event }) => {
    if (event.kind === 'invocation' && event.function === 'echo') invocationMs.push(event.durationMs);
  },
});
const own = () => {
  const taken = invocationMs;
  invocationMs = [];
  return { invocationMs: taken, connectionIds: running.connections().map((each) => each.connectionId) };
};
const urls = Object.fromEntries([...running.apis].map(([name, { url }]) => [name, url]));
const postUrl = running.apis.get('Guarded')?.managementUrl;
const { credentials } = running;
answerAsPeer({ urls, credentials, ...(postUrl === undefined ? {} : { postUrl }) }, own, async () => {
  await running.stop();
  await rm(dataDir, { recursive: true, force: true });
});
