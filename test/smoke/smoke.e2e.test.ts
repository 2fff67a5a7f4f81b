import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect, inject, it } from 'vitest';
import { freePort } from '../../local/processes/free-port.ts';
import { inDatabase } from '../setup/chat/stored.ts';
import { type Faults, startRelay } from './relay.ts';

type Ended = { readonly code: number | null; readonly said: readonly string[] };

/** What `npm run smoke` runs, to its end. */
async function runSmoke(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['scripts/smoke.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, said: `${out}${err}`.split('\n').filter(Boolean) };
}

/** Against the product with faults. Long enough for a function to start, short enough to wait for what never comes. */
async function runFaulty(faults: Faults): Promise<Ended> {
  const relay = await startRelay(inject('endpoints'), faults);
  try {
    return await runSmoke('--http', relay.http, '--websocket', relay.websocket, '--patience', '8');
  } finally {
    await relay.stop();
  }
}

const failures = ({ said }: Ended) => said.filter((line) => line.startsWith('FAIL'));

/** Of what smoke tests made and did not remove. Test files run side by side: only names and rooms of smoke tests count. */
const leftOver = () =>
  inDatabase(`
    select username as name from users where username like 'smoke-%'
    union all select name from rooms where name = 'Smoke test'
    union all select u.username from sessions s join users u on u.id = s.user_id where u.username like 'smoke-%'`);

describe('npm run smoke', () => {
  it('passes against a Parley that runs, page and all, and leaves nothing', async () => {
    const { http, websocket, page } = inject('endpoints');

    const ended = await runSmoke('--http', http, '--websocket', websocket, '--page', page);

    expect(ended.said.at(-1)).toMatch(/^Smoke test passed: 15 steps went well, in [\d.]+ s$/);
    expect(ended.code).toBe(0);
    expect(failures(ended)).toEqual([]);
    expect(await leftOver()).toEqual([]);
  });

  it('waits for what is not up yet, as long as it was told, and then says that it reached nothing', async () => {
    const port = await freePort();
    const since = performance.now();

    const ended = await runSmoke(
      '--http',
      `http://127.0.0.1:${port}`,
      '--websocket',
      `ws://127.0.0.1:${port}/local`,
      '--wait',
      '2',
    );

    expect(ended.code).toBe(1);
    expect(performance.now() - since).toBeGreaterThan(1_000);
    expect(failures(ended)).toEqual([
      expect.stringMatching(
        /^FAIL {2}it is healthy: cannot reach the server; fetch failed; connect ECONNREFUSED/,
      ),
    ]);
  });

  it('names the stage that is not there, and removes its users', async () => {
    const { http, websocket } = inject('endpoints');

    const ended = await runSmoke('--http', http, '--websocket', `${websocket}-of-another-stage`);

    expect(ended.code).toBe(1);
    expect(failures(ended)).toEqual([
      expect.stringMatching(/^FAIL {2}nobody connects without a ticket: the handshake was answered 403/),
    ]);
    expect(await leftOver()).toEqual([]);
  });

  it('fails when messages are acked and never delivered', async () => {
    const ended = await runFaulty({ loses: ({ type }) => type === 'events' });

    expect(ended.code).toBe(1);
    expect(failures(ended)).toEqual([
      expect.stringMatching(
        /^FAIL {2}ann sends, and ben is told: no such frame "events"; received: roomAdded, after 8 s/,
      ),
    ]);
    expect(await leftOver()).toEqual([]);
  });

  it('tells status, code and request of a call that fails, and removes its users', async () => {
    const body = JSON.stringify({ error: { code: 'internal', message: 'cannot answer', requestId: 'r-1' } });

    const ended = await runFaulty({
      answer: (path) => (path.includes('/events') ? { status: 500, body } : undefined),
    });

    expect(ended.code).toBe(1);
    expect(failures(ended)).toEqual([
      expect.stringMatching(
        /^FAIL {2}the history has every message once, in order: cannot answer \(500 internal, request r-1\)/,
      ),
    ]);
    expect(await leftOver()).toEqual([]);
  });

  it('fails on a Parley without its Redis', async () => {
    const body = JSON.stringify({ status: 'degraded', postgres: 'ok', redis: 'down' });

    const ended = await runFaulty({
      answer: (path) => (path === '/health' ? { status: 200, body } : undefined),
    });

    expect(ended.code).toBe(1);
    expect(failures(ended)).toEqual([
      expect.stringMatching(/^FAIL {2}it is healthy: it runs without one of its stores: .*Redis down/),
    ]);
  });

  it.each([
    {
      args: ['--http', 'https://example.com'],
      says: /--websocket wants a URL of ws: or wss:; it is missing/,
    },
    { args: ['--http', 'ftp://x', '--websocket', 'ws://x/y'], says: /--http wants .*"ftp:\/\/x" is not one/ },
    {
      args: ['--http', 'http://x', '--websocket', 'ws://x/y', '--wait', 'long'],
      says: /--wait wants seconds/,
    },
  ])('says what is wrong with $args, and tries nothing', async ({ args, says }) => {
    const { code, said } = await runSmoke(...args);

    expect(code).toBe(2);
    expect(said).toEqual([expect.stringMatching(says)]);
  });
});
