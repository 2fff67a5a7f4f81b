// biome-ignore-all lint/suspicious/noTemplateCurlyInString: mapping templates look like this
import { describe, expect, it } from 'vitest';
import type { Integration } from '../config.ts';
import { runApi } from '../testing/running-api.ts';
import { refusal } from '../testing/socket-client.ts';
import { route, websocketConfig } from '../testing/websocket-config.ts';

const mock = (status: number, template: string): Integration => ({
  kind: 'mock',
  requestTemplates: { '200': `{"statusCode":${status}}` },
  templateSelectionExpression: '200',
  responses: [
    { key: '/4\\d\\d/', templates: { $default: 'no' } },
    { key: '$default', templates: { $default: template } },
  ],
});

const schema = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  type: 'object',
  required: ['action', 'text'],
  properties: { action: { type: 'string' }, text: { type: 'string', minLength: 1, maxLength: 5 } },
  additionalProperties: false,
};

describe('MOCK integrations', () => {
  it('M2: sends the response template of a two-way MOCK route, filled in', async () => {
    const template =
      '{"pong":$input.json(\'$.n\'),"id":"$context.connectionId","stage":"${stageVariables.name}"}';
    const ping = route('ping', { integration: mock(200, template), returnsResponse: true });
    await using running = await runApi(websocketConfig([ping], { stageVariables: { name: 'x' } }));
    const client = await running.open();

    client.send({ action: 'ping', n: [1, 2] });

    expect(await client.next()).toBe(`{"pong":[1,2],"id":"${client.id}","stage":"x"}`);
    expect(running.lambda.invocations).toEqual([]);
  });

  it('M2: picks the response of a MOCK by its status', async () => {
    const ping = route('ping', { integration: mock(404, 'yes'), returnsResponse: true });
    await using running = await runApi(websocketConfig([ping]));
    const client = await running.open();

    client.send({ action: 'ping' });

    expect(await client.next()).toBe('no');
  });

  it('M3: answers an internal server error when a MOCK yields no status (our choice)', async () => {
    const broken: Integration = { kind: 'mock', requestTemplates: { $default: '{' }, responses: [] };
    await using running = await runApi(websocketConfig([route('ping', { integration: broken })]));
    const client = await running.open();

    client.send({ action: 'ping' });

    expect(await client.next()).toContain('"Internal server error"');
  });

  it('C4: answers the handshake with the status of a MOCK on $connect', async () => {
    await using running = await runApi(websocketConfig([route('$connect', { integration: mock(403, '') })]));

    expect((await refusal(running.api.url)).status).toBe(403);
  });
});

describe('request models', () => {
  it('M6: answers Bad request body to what the model refuses, without asking the function', async () => {
    await using running = await runApi(
      websocketConfig([route('say', { requestModel: schema }), route('$default')]),
    );
    const client = await running.open();

    for (const bad of [{ text: '' }, { text: 'far too long' }, { text: 1 }, { text: 'ok', more: 1 }, {}]) {
      client.send({ action: 'say', ...bad });
      expect(await client.next()).toMatch(
        /^\{"message": "Bad request body", "connectionId":"[\w-]{15}=", "requestId":"[\w-]{15}="\}$/,
      );
    }
    client.send({ action: 'say', text: 'ok' });

    expect((await running.lambda.event('say')).body).toBe('{"action":"say","text":"ok"}');
    expect(running.lambda.invocations).toHaveLength(1);
  });

  it('M6: picks the model by the model selection expression', async () => {
    const requestModels = { short: { properties: { text: { maxLength: 1 } } } };
    const say = route('say', { requestModels, modelSelectionExpression: '$request.body.size' });
    await using running = await runApi(websocketConfig([say]));
    const client = await running.open();

    client.send({ action: 'say', size: 'short', text: 'long' });
    expect(await client.next()).toContain('Bad request body');
    client.send({ action: 'say', size: 'any', text: 'long' });

    await running.lambda.event('say');
  });
});
