import { newTraceId } from '../events/trace-id.ts';
import type { Admission, Refusal } from './admission.ts';
import { admit } from './admit.ts';
import type { Attempt } from './authorize.ts';
import type { ConnectionDraft } from './connection.ts';
import { sayFarewell } from './end-connection.ts';
import { type Handshake, readHandshake } from './handshake.ts';
import { openConnection, type PendingUpgrade, type Upgrader } from './open-connection.ts';
import { refuseHandshake } from './refuse-handshake.ts';
import type { WebSocketRuntime } from './runtime.ts';

type Ids = { readonly id: string; readonly requestId: string; readonly begun: number };

function toAttempt(runtime: WebSocketRuntime, handshake: Handshake, { id, requestId }: Ids): Attempt {
  const at = runtime.clock.now();
  const userAgent = handshake.request.headers['user-agent'];
  const identity = { ...(userAgent && { userAgent }), sourceIp: handshake.sourceIp };
  return { draft: { id, connectedAt: at, identity }, handshake, moment: { requestId, at } };
}

function refuse(
  runtime: WebSocketRuntime,
  { socket }: PendingUpgrade,
  ids: Ids,
  refusal: Omit<Refusal, 'kind'>,
): void {
  const { status, reason } = refusal;
  refuseHandshake(socket, status, ids.id, ids.requestId);
  const durationMs = performance.now() - ids.begun;
  const { apiId } = runtime.config;
  runtime.onEvent({ kind: 'connection refused', apiId, connectionId: ids.id, status, reason, durationMs });
}

type Accepted = Extract<Admission, { kind: 'admitted' }>;

function accept(
  runtime: WebSocketRuntime,
  upgrader: Upgrader,
  pending: PendingUpgrade,
  opening: { readonly draft: ConnectionDraft; readonly accepted: Accepted; readonly begun: number },
): void {
  const { accepted, begun } = opening;
  const { identity, authorizer } = accepted;
  const draft = { ...opening.draft, identity, ...(authorizer && { authorizer }) };
  const { socket } = pending;
  if (socket.destroyed || !socket.readable || !socket.writable) {
    // It left while `$connect` ran. `$connect` has said yes, so `$disconnect` follows.
    socket.destroy();
    sayFarewell(runtime, draft, { code: 1006, reason: '' });
    return;
  }
  upgrader.upgrade(pending, accepted.subprotocol, (opened) => {
    openConnection(runtime, draft, opened);
    const principalId = authorizer?.['principalId'];
    runtime.onEvent({
      kind: 'connection opened',
      apiId: runtime.config.apiId,
      connectionId: draft.id,
      sourceIp: identity.sourceIp,
      ...(principalId !== undefined && { principalId }),
      durationMs: performance.now() - begun,
    });
  });
}

/**
 * Answers an upgrade request: nothing is written to its socket until the authorizer and `$connect` have spoken. Never rejects
 * but by a fault of ours.
 */
export async function handleUpgrade(
  runtime: WebSocketRuntime,
  upgrader: Upgrader,
  pending: PendingUpgrade,
): Promise<void> {
  const ids = { id: runtime.newId(), requestId: runtime.newId(), begun: performance.now() };
  const handshake = readHandshake(pending.request, runtime.config, newTraceId(runtime.clock.now()));
  if ('status' in handshake) {
    refuse(runtime, pending, ids, handshake);
    return;
  }
  const attempt = toAttempt(runtime, handshake, ids);
  const admission = await admit(runtime, attempt);
  if (admission.kind === 'refused') refuse(runtime, pending, ids, admission);
  else accept(runtime, upgrader, pending, { draft: attempt.draft, accepted: admission, begun: ids.begun });
}
