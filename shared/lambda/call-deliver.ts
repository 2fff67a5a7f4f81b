import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { DeliverCall } from '../chat/drain-outbox.ts';
import { required } from './environment.ts';
import { log } from './logger.ts';
import { toError } from './to-error.ts';

const functionName = required('DELIVER_FUNCTION');

let client: LambdaClient | undefined;

/** @NOTE Loaded at the first call: most invocations make none, and loading it takes 30 ms of their cold start. */
async function invoke(call: DeliverCall): Promise<void> {
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  client ??= new LambdaClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000 },
  });
  await client.send(
    new InvokeCommand({
      FunctionName: functionName,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(call)),
    }),
  );
}

/**
 * Calls the deliver function for a room, and doesn't wait for it. A failure is logged and not handed on: the events are
 * stored, the lease ends by itself, and the next sender or the sweeper delivers.
 */
export async function callDeliver(call: DeliverCall): Promise<void> {
  try {
    await invoke(call);
  } catch (error) {
    log.warn('deliver.uncalled', { roomId: call.room, error: toError(error) });
  }
}
