import { describe, expect, it } from 'vitest';
import { runApi, testKey } from '../testing/running-api.ts';
import { type SigningOptions, signedHeaders } from '../testing/sign-request.ts';
import { route, websocketConfig } from '../testing/websocket-config.ts';

const config = websocketConfig([route('$default')]);

/** Posts `hello` with a signature made by the SDK's signer; status and error type. */
async function post(
  signing: SigningOptions,
  change: { headers?: Record<string, string>; body?: string; query?: string } = {},
) {
  await using running = await runApi(config);
  const { id } = await running.open();
  const url = `${running.api.managementUrl}/@connections/${id}`;
  const signed = await signedHeaders('POST', url, { body: 'hello', ...signing });
  const response = await fetch(`${url}${change.query ?? ''}`, {
    method: 'POST',
    headers: { ...signed, ...change.headers },
    body: change.body ?? 'hello',
  });
  return [response.status, response.headers.get('x-amzn-errortype')];
}

describe('signatures', () => {
  it('K2: takes a call that is signed with Signature Version 4 for execute-api', async () => {
    expect(await post({})).toEqual([200, null]);
  });

  it('K2: refuses a call that is not signed', async () => {
    await using running = await runApi(config);
    const { id } = await running.open();

    const response = await fetch(`${running.api.managementUrl}/@connections/${id}`, {
      method: 'POST',
      body: 'hello',
    });

    expect(response.status).toBe(403);
    expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
  });

  it.each<[string, SigningOptions, string]>([
    ['the wrong secret', { secretAccessKey: 'another' }, 'InvalidSignatureException'],
    ['an unknown key', { accessKeyId: 'AKIDOTHER' }, 'UnrecognizedClientException'],
    ['the wrong region', { region: 'us-east-1' }, 'InvalidSignatureException'],
    ['the wrong service', { service: 'lambda' }, 'InvalidSignatureException'],
    [
      'a date of six minutes ago',
      { signingDate: new Date(Date.now() - 6 * 60_000) },
      'InvalidSignatureException',
    ],
    [
      'a date in six minutes',
      { signingDate: new Date(Date.now() + 6 * 60_000) },
      'InvalidSignatureException',
    ],
  ])('K2: refuses a signature with %s', async (_what, signing, errorType) => {
    expect(await post(signing)).toEqual([403, errorType]);
  });

  it.each([
    ['another body', { body: 'hullo' }],
    ['another query', { query: '?a=1' }],
    ['another signed header', { headers: { 'x-amz-content-sha256': 'a'.repeat(64) } }],
    ['another date', { headers: { 'x-amz-date': '20260101T000000Z' } }],
  ])('K2: refuses a call with %s than was signed', async (_what, change) => {
    expect(await post({}, change)).toEqual([403, 'InvalidSignatureException']);
  });

  it.each(['AWS4-HMAC-SHA256 Credential=x', 'Bearer abc', 'AWS4-HMAC-SHA256', ''])(
    'K2: refuses the authorization %j',
    async (authorization) => {
      const [status] = await post({}, { headers: { authorization } });

      expect(status).toBe(403);
    },
  );

  it('K2: refuses another method and another connection than were signed', async () => {
    await using running = await runApi(config);
    const [one, other] = [await running.open(), await running.open()];
    const url = (id: string): string => `${running.api.managementUrl}/@connections/${id}`;
    const headers = await signedHeaders('GET', url(one.id));

    expect((await fetch(url(one.id), { headers })).status).toBe(200);
    expect((await fetch(url(one.id), { headers, method: 'DELETE' })).status).toBe(403);
    expect((await fetch(url(other.id), { headers })).status).toBe(403);
    expect(one.closed).toBeUndefined();
  });

  it('K2: takes a call with a query, whatever its order and escapes', async () => {
    await using running = await runApi(config);
    const { id } = await running.open();
    const url = `${running.api.managementUrl}/@connections/${id}?b=2&a=%2F%20x&a-b=~*'()&c`;
    const headers = await signedHeaders('GET', url);

    expect((await fetch(url, { headers })).status).toBe(200);
  });

  it('K2: takes a presigned call until it expires', async () => {
    await using running = await runApi(config);
    const { id } = await running.open();
    const url = `${running.api.managementUrl}/@connections/${id}`;
    const get = async (signing: SigningOptions): Promise<number> => {
      const query = new URLSearchParams(await signedHeaders('GET', url, { presigned: true, ...signing }));
      return (await fetch(`${url}?${query}`)).status;
    };

    expect(await get({})).toBe(200);
    expect(await get({ signingDate: new Date(Date.now() - 61_000) })).toBe(403);
    expect(await get({ secretAccessKey: 'another' })).toBe(403);
  });

  it('K2: asks whether the signer may, and names the resource as a policy would', async () => {
    const asked: unknown[] = [];
    await using running = await runApi(config, {
      mayManage: (call) => {
        asked.push(call);
        return call.resource.includes('/GET/');
      },
    });
    const { id } = await running.open();
    const url = `${running.api.managementUrl}/@connections/${id}`;

    expect((await fetch(url, { headers: await signedHeaders('GET', url) })).status).toBe(200);
    const refused = await fetch(url, { method: 'DELETE', headers: await signedHeaders('DELETE', url) });

    expect([refused.status, refused.headers.get('x-amzn-errortype')]).toEqual([403, 'AccessDeniedException']);
    const resource = `arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/prod/DELETE/@connections/${id}`;
    expect(asked[1]).toEqual({ accessKeyId: testKey.accessKeyId, resource });
  });
});
