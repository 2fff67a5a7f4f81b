import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock/manual-clock.ts';
import { FunctionError } from '../testing/fake-lambda.ts';
import { type RunningApi, runApi } from '../testing/running-api.ts';
import { connect, refusal } from '../testing/socket-client.ts';
import { guarded, route, websocketConfig } from '../testing/websocket-config.ts';
import { startWebSocketApi } from '../websocket/start-websocket-api.ts';

const arn = 'arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/prod/$connect';
const config = websocketConfig([guarded(), route('$disconnect'), route('$default')]);

function allow(context?: unknown, resource = arn) {
  const statement = { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: resource };
  return { principalId: 'user', policyDocument: { Version: '2012-10-17', Statement: [statement] }, context };
}

/** The status of a handshake whose authorizer returns something. */
async function statusFor(running: RunningApi, returned: unknown): Promise<number> {
  running.lambda.on('authorizer', () => returned);
  return (await refusal(`${running.api.url}?token=1`)).status;
}

describe('authorizer', () => {
  it('A1: does not start with an authorizer on another route than $connect', async () => {
    const { authorization } = guarded();
    const wrong = websocketConfig([route('join', { authorization })]);
    const options = {
      port: 0,
      credentials: new Map<string, string>(),
      invoke: () => new Promise<never>(() => undefined),
    };

    await expect(startWebSocketApi(wrong, options)).rejects.toThrow('only $connect may have');
  });

  it('A1: asks a Lambda authorizer on $connect', async () => {
    await using running = await runApi(config);
    running.lambda.on('authorizer', () => allow());

    await running.open('?token=1');

    expect(running.lambda.invocations[0]).toMatchObject({
      functionArn: 'authorizer',
      caller: { sourceArn: 'arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/authorizers/auth1' },
    });
  });

  it.each([
    ['route.request.querystring.token', '?token=1', {}],
    ['route.request.header.X-Token', '', { 'x-token': '1' }],
    ['stageVariables.secret', '', {}],
    ['context.identity.sourceIp', '', {}],
  ])('A2: finds the identity source %s', async (source, query, headers) => {
    const routes = [guarded([source])];
    await using running = await runApi(websocketConfig(routes, { stageVariables: { secret: 's' } }));
    running.lambda.on('authorizer', () => allow());

    const client = await connect(`${running.api.url}${query}`, { headers });

    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  it.each(['', '?token=', '?Token=1', '?other=1'])(
    'A3: refuses with 401 without asking, when an identity source is missing or empty: %j',
    async (query) => {
      await using running = await runApi(config);

      expect((await refusal(`${running.api.url}${query}`)).status).toBe(401);
      expect(running.lambda.invocations).toEqual([]);
    },
  );

  it('A3: refuses with 401 when one of two identity sources is missing', async () => {
    const sources = ['route.request.querystring.token', 'route.request.header.Origin'];
    await using running = await runApi(websocketConfig([guarded(sources)]));

    expect((await refusal(`${running.api.url}?token=1`)).status).toBe(401);
    expect(running.lambda.invocations).toEqual([]);
  });

  it('A4: refuses with 401 when the authorizer throws or returns exactly Unauthorized', async () => {
    await using running = await runApi(config);

    expect(await statusFor(running, 'Unauthorized')).toBe(401);
    running.lambda.on('authorizer', () => {
      throw new FunctionError('Unauthorized');
    });
    expect((await refusal(`${running.api.url}?token=1`)).status).toBe(401);
  });

  it('A4: refuses with 403 when the policy denies or allows nothing that matches', async () => {
    await using running = await runApi(config);
    const statement = { Action: 'execute-api:Invoke', Effect: 'Deny', Resource: arn };
    const denied = {
      ...allow(),
      policyDocument: { Statement: [...allow().policyDocument.Statement, statement] },
    };

    expect(await statusFor(running, denied)).toBe(403);
    expect(await statusFor(running, allow({}, `${arn}/more`))).toBe(403);
    expect(await statusFor(running, { principalId: 'user', policyDocument: { Statement: [] } })).toBe(403);
  });

  it.each([
    ['nothing', undefined],
    ['text', 'unauthorized'],
    ['no policy', { principalId: 'user' }],
    ['no principal', { policyDocument: allow().policyDocument }],
    ['a policy without statements', { principalId: 'user', policyDocument: {} }],
    [
      'a statement without an effect',
      { principalId: 'u', policyDocument: { Statement: [{ Action: '*', Resource: '*' }] } },
    ],
  ])('A4: refuses with 500 when the authorizer returns %s', async (_what, returned) => {
    await using running = await runApi(config);

    expect(await statusFor(running, returned)).toBe(500);
  });

  it('A4: refuses with 500 when the authorizer throws anything else or takes too long', async () => {
    const clock = new ManualClock(Date.now());
    await using running = await runApi(config, { clock });
    running.lambda.on('authorizer', () => {
      throw new FunctionError('unauthorized');
    });
    expect((await refusal(`${running.api.url}?token=1`)).status).toBe(500);

    running.lambda.on('authorizer', () => new Promise(() => undefined));
    const refused = refusal(`${running.api.url}?token=1`);
    await running.lambda.event('authorizer', 2);
    clock.advance(29_000);
    expect((await refused).status).toBe(500);
  });

  it.each([
    [arn, true],
    ['*', true],
    ['arn:aws:execute-api:*:*:abcdef1234/*', true],
    ['arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/prod/$conne??', true],
    ['arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/*/$connect', true],
    ['arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/prod/*/*', false],
    ['arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/test/*', false],
  ])('A6: takes the resource %s to match: %j', async (resource, matches) => {
    await using running = await runApi(config);
    running.lambda.on('authorizer', () => allow({}, resource));

    const opened = await running.open('?token=1').then(
      () => true,
      () => false,
    );

    expect(opened).toBe(matches);
  });

  it('A9: asks on every connect, and never while a connection lasts', async () => {
    await using running = await runApi(config);
    running.lambda.on('authorizer', () => allow());
    const client = await running.open('?token=1');
    await running.open('?token=1');

    client.send({ action: 'hello' });
    await running.lambda.event('$default');

    expect(running.lambda.events('authorizer')).toHaveLength(2);
  });

  it('A10: does not ask again at disconnect', async () => {
    await using running = await runApi(config);
    running.lambda.on('authorizer', () => allow());
    const client = await running.open('?token=1');

    client.socket.close();
    await running.lambda.event('$disconnect');

    expect(running.lambda.events('authorizer')).toHaveLength(1);
  });

  it('A11: does not hold messages to a policy that denies their route (our choice)', async () => {
    await using running = await runApi(config);
    const deny = {
      Action: 'execute-api:Invoke',
      Effect: 'Deny',
      Resource: arn.replace('$connect', '$default'),
    };
    const [statement] = allow().policyDocument.Statement;
    running.lambda.on('authorizer', () => ({
      principalId: 'u',
      policyDocument: { Statement: [statement, deny] },
    }));
    const client = await running.open('?token=1');

    client.send('hello');

    expect((await running.lambda.event('$default')).body).toBe('hello');
  });

  it('A12: runs neither $connect nor $disconnect for whom the authorizer refuses', async () => {
    await using running = await runApi(websocketConfig([guarded(), route('$disconnect')]));

    expect(await statusFor(running, 'Unauthorized')).toBe(401);
    expect(running.lambda.invocations.map(({ functionArn }) => functionArn)).toEqual(['authorizer']);
  });

  it('A12: asks the authorizer first and runs $connect after it', async () => {
    await using running = await runApi(config);
    running.lambda.on('authorizer', () => allow());

    await running.open('?token=1');

    expect(running.lambda.invocations.map(({ functionArn }) => functionArn)).toEqual([
      'authorizer',
      '$connect',
    ]);
  });
});
