import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { inAws } from './in-aws.ts';

let server: Server | undefined;
afterEach(() => void server?.close());

const made = { outcome: 'made', username: 'ann' };
const gone = [502, 'ResourceNotReadyException'] as const;
const pending = [409, 'ResourceConflictException'] as const;

/** Stands for Lambda: answers each call with the next of these refusals, the last for ever; `undefined` invokes. */
async function lambda(...refusals: readonly (readonly [status: number, type: string] | undefined)[]) {
  let calls = 0;
  const started = createServer((request, response) => {
    request.resume();
    const [status, type] = refusals[Math.min(calls++, refusals.length - 1)] ?? [200];
    response.writeHead(status, type === undefined ? {} : { 'x-amzn-errortype': type });
    response.end(JSON.stringify(type === undefined ? made : { Type: 'User', Message: `it is ${type}` }));
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const client = new LambdaClient({
    endpoint: `http://127.0.0.1:${(started.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  return { client, calls: () => calls };
}

describe('a function that was idle for weeks', () => {
  it('is asked again while its network is set up', async () => {
    const { client, calls } = await lambda(gone, pending, pending, undefined);
    await using way = inAws('parley-dev-admin', { client, pauseMs: 1 });

    expect(await way.createAdmin({ username: 'ann' })).toEqual(made);
    expect(calls()).toBe(4);
  });

  it('is given up on when that takes too long', async () => {
    const { client, calls } = await lambda(pending);
    await using way = inAws('parley-dev-admin', { client, calls: 3, pauseMs: 1 });

    await expect(way.createAdmin({ username: 'ann' })).rejects.toThrow('it is ResourceConflictException');
    expect(calls()).toBe(3);
  });

  it('is not taken for one that is not there', async () => {
    const { client, calls } = await lambda([404, 'ResourceNotFoundException']);
    await using way = inAws('parley-dev-admin', { client, pauseMs: 1 });

    await expect(way.createAdmin({ username: 'ann' })).rejects.toThrow('it is ResourceNotFoundException');
    expect(calls()).toBe(1);
  });
});
