import { describe, expect, it } from 'vitest';
import { expectNoInsides } from './refusal.ts';

const error = (more: object) =>
  JSON.stringify({ type: 'error', code: 'internal', message: 'cannot send: try again', ...more });

describe('what may not be told', () => {
  it.each([
    ['a stack', error({ message: 'cannot send: x\n    at send (anywhere)' })],
    ['a stack as text', 'Error: x\n    at send (anywhere)'],
    ['a file', error({ message: 'cannot send: at /var/task/index.mjs:1' })],
    ['a table of Postgres', error({ message: 'relation PG_CLASS does not exist' })],
    ['a library', error({ details: [{ path: 'body', message: 'Hono gave up' }] })],
    ['a library beside an id', error({ requestId: 'x', details: ['ioredis'] })],
  ])('%s is found', (_what, text) => {
    expect(() => expectNoInsides(text)).toThrow();
  });

  it.each(['Pg_w4TlUVmeivJs=', 'aHoNoTlUVmeivJs='])('a random id like %s is none of it', (id) => {
    expectNoInsides(error({ requestId: id }));
    expectNoInsides(JSON.stringify({ message: 'Internal server error', connectionId: id, requestId: id }));
  });
});
