import { readAuthorizerAnswer } from '../authorizer/authorizer-answer.ts';
import type { AuthorizerContext } from '../authorizer/authorizer-context.ts';
import { readIdentitySources } from '../authorizer/identity-sources.ts';
import type { WebSocketRoute } from '../config.ts';
import { compileSelection } from '../expression/selection-expression.ts';
import { callLambda } from '../integration/call-lambda.ts';
import { verifySignature } from '../sigv4/verify-signature.ts';
import { type Refusal, refused } from './admission.ts';
import type { ConnectionDraft, Identity } from './connection.ts';
import type { Handshake } from './handshake.ts';
import { requestContext } from './request-context.ts';
import { routeArn, type WebSocketRuntime } from './runtime.ts';
import { authorizerEvent } from './socket-event.ts';

/** Authorizers answer within the time of an integration. */
const authorizerTimeoutMs = 29_000;

type Authorized = {
  readonly kind: 'authorized';
  readonly identity?: Identity;
  readonly context?: AuthorizerContext;
  readonly usageIdentifierKey?: string;
};

export type Attempt = {
  readonly draft: ConnectionDraft;
  readonly handshake: Handshake;
  readonly moment: { readonly requestId: string; readonly at: number };
};

type RequestAuthorization = Extract<WebSocketRoute['authorization'], { kind: 'request' }>;

function singleHeaders({ request }: Handshake): Readonly<Record<string, string | undefined>> {
  const entries = Object.entries(request.headers);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  );
}

async function askAuthorizer(
  runtime: WebSocketRuntime,
  { draft, handshake, moment }: Attempt,
  authorizer: RequestAuthorization,
): Promise<Authorized | Refusal> {
  const { config } = runtime;
  const occasion = { eventType: 'CONNECT' as const, routeKey: '$connect', ...moment };
  const identity = readIdentitySources(authorizer.identitySources, {
    headers: singleHeaders(handshake),
    query: Object.fromEntries(handshake.query),
    stageVariables: config.stageVariables,
    context: requestContext(config, draft, occasion),
  });
  if (!identity) return refused(401, 'an identity source is missing');
  const { region, accountId, apiId } = config;
  const target = {
    functionArn: authorizer.functionArn,
    timeoutMs: authorizerTimeoutMs,
    sourceArn: `arn:aws:execute-api:${region}:${accountId}:${apiId}/authorizers/${authorizer.authorizerId}`,
  };
  const outcome = await callLambda(runtime, target, authorizerEvent(config, draft, handshake, moment));
  if (outcome.kind === 'timed out') return refused(500, 'the authorizer timed out');
  const verdict = readAuthorizerAnswer(outcome, routeArn(config, '$connect'));
  return verdict.kind === 'refused' ? verdict : { ...verdict, kind: 'authorized' };
}

function checkSignature(runtime: WebSocketRuntime, { draft, handshake }: Attempt): Authorized | Refusal {
  const { config, credentials } = runtime;
  const { method = '', url = '', headers, rawHeaders } = handshake.request;
  const scope = { credentials, region: config.region, service: 'execute-api', wallTime: Date.now };
  const verification = verifySignature({ method, url, headers, rawHeaders, body: '' }, scope);
  if (verification.kind === 'rejected') return refused(403, verification.message);
  const { accessKeyId } = verification;
  const { accountId } = config;
  const userArn = `arn:aws:iam::${accountId}:user/${accessKeyId}`;
  const signer = { accessKey: accessKeyId, accountId, caller: accessKeyId, user: accessKeyId, userArn };
  return { kind: 'authorized', identity: { ...draft.identity, ...signer } };
}

/** The key of the request, from where the API says that it is. */
function presentedKey({ config }: WebSocketRuntime, { handshake }: Attempt, authorized: Authorized): string {
  const evaluate = compileSelection(config.apiKeySelectionExpression ?? '$request.header.x-api-key');
  const { usageIdentifierKey } = authorized;
  const request = { header: singleHeaders(handshake) };
  return evaluate({ request, context: { authorizer: { ...authorized.context, usageIdentifierKey } } });
}

/** Asks whoever guards `$connect`: nobody, a signature, or a Lambda authorizer; then for an API key where one is required. */
export async function authorize(
  runtime: WebSocketRuntime,
  attempt: Attempt,
  route: WebSocketRoute | undefined,
): Promise<Authorized | Refusal> {
  let authorized: Authorized | Refusal = { kind: 'authorized' };
  if (route?.authorization.kind === 'request')
    authorized = await askAuthorizer(runtime, attempt, route.authorization);
  if (route?.authorization.kind === 'iam') authorized = checkSignature(runtime, attempt);
  if (authorized.kind === 'refused' || !route?.apiKeyRequired) return authorized;
  const keys = runtime.config.apiKeys ?? [];
  const known = keys.includes(presentedKey(runtime, attempt, authorized));
  return known ? authorized : refused(403, 'the API key is missing or not known');
}
