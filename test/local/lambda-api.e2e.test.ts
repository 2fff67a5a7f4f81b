import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EchoApp, eventually, linesOf, startEcho } from './echo-app.ts';
import { StepClock } from './step-clock.ts';

let app: EchoApp;
let client: LambdaClient;
const clock = new StepClock();

beforeAll(async () => {
  app = await startEcho({ clock });
  client = new LambdaClient({
    endpoint: app.lambdaUrl,
    region: 'us-east-1',
    credentials: app.credentials,
    maxAttempts: 1,
  });
});
afterAll(() => app.stop());

const invoke = (name: string, payload: unknown, more: Partial<InvokeCommand['input']> = {}) =>
  client.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload), ...more }));

const faulty = () => app.outputs['Faulty'] as string;

describe('the Lambda API for the unmodified SDK', () => {
  it('returns what the function returns, with its log where asked', async () => {
    const { StatusCode, Payload, LogResult } = await invoke(faulty(), { fault: 'none' }, { LogType: 'Tail' });

    expect(StatusCode).toBe(200);
    expect(Payload?.transformToString()).toBe('"fine"');
    expect(Buffer.from(LogResult ?? '', 'base64').toString()).toContain('REPORT RequestId');
  });

  it.each([
    ['throw', 'TypeError'],
    ['crash', 'SyntaxError'],
    ['exit', 'Runtime.ExitError'],
    ['exit with 3', 'Runtime.ExitError'],
    ['hang', 'Sandbox.Timedout'],
    ['spin', 'Sandbox.Timedout'],
    ['leak', 'Runtime.OutOfMemory'],
    ['large', 'Function.ResponseSizeTooLarge'],
  ])('tells a function that does %s as %s, and runs it again', async (fault, errorType) => {
    const { FunctionError, Payload } = await invoke(faulty(), { fault });
    const after = await invoke(faulty(), { fault: 'none' });

    expect(FunctionError).toBe('Unhandled');
    expect(JSON.parse(Payload?.transformToString() ?? '')).toMatchObject({ errorType });
    expect(after.Payload?.transformToString()).toBe('"fine"');
  });

  it.each(['garbage', 'flood'])('takes %s on the output calmly', async (fault) => {
    const { Payload } = await invoke(faulty(), { fault });

    expect(Payload?.transformToString()).toBe('"fine"');
  });

  it('freezes what a function left undone until its next invocation', async () => {
    await invoke(faulty(), { fault: 'unawaited' });
    const linesBefore = linesOf(app, 'faulty').filter((line) => line === 'late').length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    const linesFrozen = linesOf(app, 'faulty').filter((line) => line === 'late').length;
    await invoke(faulty(), { fault: 'slow' });

    expect(linesFrozen).toBe(linesBefore);
    await eventually(() => linesOf(app, 'faulty').filter((line) => line === 'late').length > linesFrozen);
  });

  it('throttles beyond the reserved concurrency', async () => {
    const calls = Array.from({ length: 5 }, () => invoke(faulty(), { fault: 'slow' }));

    const names = (await Promise.allSettled(calls)).map((call) =>
      call.status === 'rejected' ? call.reason.name : 'ok',
    );

    expect(names.toSorted()).toEqual([
      'TooManyRequestsException',
      'TooManyRequestsException',
      'ok',
      'ok',
      'ok',
    ]);
  });

  it('has the documented errors', async () => {
    const unsigned = await fetch(`${app.lambdaUrl}/2015-03-31/functions/x/invocations`, { method: 'POST' });

    await expect(invoke('nobody', {})).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(invoke(faulty(), 'x'.repeat(6_300_000))).rejects.toMatchObject({
      name: 'RequestTooLargeException',
    });
    expect(unsigned.status).toBe(403);
  });

  it('answers a dry run with 204 and runs nothing', async () => {
    const { StatusCode } = await invoke(faulty(), { fault: 'exit' }, { InvocationType: 'DryRun' });

    expect(StatusCode).toBe(204);
  });

  it('tries an asynchronous invocation again after a minute, then tells the destination', async () => {
    const failures = () =>
      app.events.filter(({ event }) => event.kind === 'invocation' && event.errorType === 'TypeError').length;
    const before = failures();

    const { StatusCode } = await invoke(faulty(), { fault: 'throw' }, { InvocationType: 'Event' });
    await eventually(() => failures() === before + 1);
    await eventually(() => clock.advance(59_000) === undefined && failures() === before + 1);
    clock.advance(1_000);
    await eventually(() => failures() === before + 2);

    expect(StatusCode).toBe(202);
    const record = await eventually(() =>
      linesOf(app, 'recorder').find((line) => line.includes('condition')),
    );
    expect(JSON.parse(record).event).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 },
      requestPayload: { fault: 'throw' },
      responsePayload: { errorType: 'TypeError' },
    });
  });

  it('lets a function invoke only what its role may', async () => {
    const allowed = await fetch(`${app.endpoints.http}/api/async?fault=none`);

    expect(allowed.status).toBe(202);
  });

  it('runs schedules by the clock', async () => {
    const runs = () => linesOf(app, 'recorder').filter((line) => line.includes('Scheduled Event')).length;
    const before = runs();

    clock.advance(300_000);

    await eventually(() => runs() === before + 1);
  });
});
