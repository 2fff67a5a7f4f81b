import type { DeliverCall } from '../chat/drain-outbox.ts';
import type { PresenceCall } from '../chat/tell-presence.ts';
import { openInvocations } from '../gateway/invocations.ts';
import { openSigner } from '../gateway/signer.ts';
import { awsEndpoint } from './aws-endpoint.ts';
import { required } from './environment.ts';
import { log } from './logger.ts';
import { signing } from './signing.ts';
import { toError } from './to-error.ts';

const functionName = required('DELIVER_FUNCTION');
const region = required('AWS_REGION');

const endpoint = awsEndpoint({ host: 'lambda', variable: 'LAMBDA' }, process.env);

const invokeLater = openInvocations(
  endpoint,
  openSigner({ service: 'lambda', region, credentials: signing.credentials }),
);

/** Calls the deliver function, and doesn't wait for it. @throws Error when Lambda did not take the call. */
export const invokeDeliver = (call: DeliverCall | PresenceCall): Promise<void> =>
  invokeLater(functionName, JSON.stringify(call));

/**
 * Calls the deliver function for a room, and doesn't wait for it. A failure is logged and not handed on: the events are
 * stored, the lease ends by itself, and the next sender or the sweeper delivers.
 */
export async function callDeliver(call: DeliverCall): Promise<void> {
  try {
    await invokeDeliver(call);
  } catch (error) {
    log.warn('deliver.uncalled', { roomId: call.room, error: toError(error) });
  }
}
