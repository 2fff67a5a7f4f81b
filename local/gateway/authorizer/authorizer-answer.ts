import type { Outcome } from '../../lambda/invoke.ts';
import { type AuthorizerContext, flattenContext } from './authorizer-context.ts';
import { evaluatePolicy } from './policy.ts';

/** What came of asking an authorizer; a refusal says which status the client gets. */
export type AuthorizerVerdict =
  | { readonly kind: 'allowed'; readonly context: AuthorizerContext; readonly usageIdentifierKey?: string }
  | { readonly kind: 'refused'; readonly status: 401 | 403 | 500; readonly reason: string };

/** An authorizer's whole answer may take 8 KB. */
const maxAnswerBytes = 8 * 1024;

const refused = (status: 401 | 403 | 500, reason: string): AuthorizerVerdict => ({
  kind: 'refused',
  status,
  reason,
});

/** Parsed JSON, or `undefined` when it isn't any. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller tells the client: an answer that isn't JSON is malformed like any other.
    return undefined;
  }
}

function judge(answer: Readonly<Record<string, unknown>>, methodArn: string): AuthorizerVerdict {
  const { principalId, policyDocument, context, usageIdentifierKey } = answer;
  if (typeof principalId !== 'string') return refused(500, 'the authorizer names no principalId');
  const verdict = evaluatePolicy(policyDocument, 'execute-api:Invoke', methodArn);
  if (verdict === 'malformed') return refused(500, 'the authorizer gives a malformed policy');
  if (verdict === 'deny') return refused(403, `the policy does not allow ${methodArn}`);
  const flat = flattenContext(context);
  if (!flat) return refused(500, 'the authorizer gives a context with an object or a list in it');
  const key = typeof usageIdentifierKey === 'string' ? { usageIdentifierKey } : {};
  return { kind: 'allowed', context: { principalId, ...flat }, ...key };
}

/** Reads what a REQUEST authorizer of a WebSocket API answered about a resource. */
export function readAuthorizerAnswer(outcome: Outcome, methodArn: string): AuthorizerVerdict {
  if (outcome.kind === 'failed' && outcome.errorMessage === 'Unauthorized')
    return refused(401, 'the authorizer says Unauthorized');
  if (outcome.kind !== 'returned') return refused(500, `the authorizer ${outcome.kind}`);
  if (Buffer.byteLength(outcome.payload) > maxAnswerBytes)
    return refused(500, 'the authorizer answers more than 8 KB');
  const answer = parse(outcome.payload);
  if (answer === 'Unauthorized') return refused(401, 'the authorizer says Unauthorized');
  if (typeof answer !== 'object' || answer === null) return refused(500, 'the authorizer answers no object');
  return judge({ ...answer }, methodArn);
}
