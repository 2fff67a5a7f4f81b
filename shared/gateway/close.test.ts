import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openClosing } from './close.ts';

let server: Server;
let callbackUrl: string;
let status: number;
let requests: string[];

beforeEach(async () => {
  requests = [];
  status = 204;
  server = createServer(({ method, url }, response) => {
    requests.push(`${method} ${url}`);
    const gone = { 'x-amzn-errortype': 'GoneException' };
    response.writeHead(status, status === 410 ? gone : {}).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  callbackUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/prod`;
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});

afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

describe('closing a connection', () => {
  it('asks the gateway for it', async () => {
    expect(await openClosing(callbackUrl)('abc=')).toBe('closed');

    expect(requests).toEqual(['DELETE /prod/@connections/abc%3D']);
  });

  it('asks the same gateway where AWS has to be called by other names, for IPv6', async () => {
    vi.stubEnv('AWS_USE_DUALSTACK_ENDPOINT', 'true');

    await openClosing(callbackUrl)('abc=');

    expect(requests).toEqual(['DELETE /prod/@connections/abc%3D']);
  });

  it('tells when there is no such connection', async () => {
    status = 410;

    expect(await openClosing(callbackUrl)('abc=')).toBe('gone');
  });

  it('fails when the gateway refuses it', async () => {
    status = 403;

    await expect(openClosing(callbackUrl)('abc=')).rejects.toThrow();
  });
});
