import type { Invoke } from '../../lambda/invoke.ts';
import { readIdentitySources } from '../authorizer/identity-sources.ts';
import { evaluatePolicy } from '../authorizer/policy.ts';
import type { Clock } from '../clock/clock.ts';
import type { HttpApiConfig, HttpRoute } from '../config.ts';
import { callLambda, type LambdaResult } from '../integration/call-lambda.ts';
import type { HttpCall } from './http-call.ts';
import { httpAuthorizerEvent, httpRequestContext, httpRouteArn, queryParameters } from './http-event.ts';
import type { HttpMatch } from './http-route-table.ts';

export type HttpVerdict =
  | { readonly kind: 'allowed'; readonly context: unknown }
  | { readonly kind: 'refused'; readonly status: 401 | 403 | 500 };

type Authorizer = NonNullable<HttpRoute['authorizer']>;
type Deps = { readonly invoke: Invoke; readonly clock: Clock; readonly config: HttpApiConfig };
type Judge = (routeArn: string) => HttpVerdict;

const timeoutMs = 30_000;
const maxKept = 1_000;
const serverError: HttpVerdict = { kind: 'refused', status: 500 };

function parse(payload: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const answer: unknown = JSON.parse(payload);
    return typeof answer === 'object' && answer !== null ? { ...answer } : undefined;
  } catch {
    // An authorizer that answers no JSON is answered like one that fails.
    return undefined;
  }
}

function judgeSimple(answer: Readonly<Record<string, unknown>>): HttpVerdict {
  const { isAuthorized, context = {} } = answer;
  if (typeof isAuthorized !== 'boolean') return serverError;
  return isAuthorized ? { kind: 'allowed', context } : { kind: 'refused', status: 403 };
}

function judgePolicy(answer: Readonly<Record<string, unknown>>, routeArn: string): HttpVerdict {
  const { principalId, policyDocument, context = {} } = answer;
  const verdict = evaluatePolicy(policyDocument, 'execute-api:Invoke', routeArn);
  if (typeof principalId !== 'string' || verdict === 'malformed') return serverError;
  return verdict === 'allow' ? { kind: 'allowed', context } : { kind: 'refused', status: 403 };
}

/** What an answer means for any route: a kept policy is evaluated anew for each. */
function readAnswer(result: LambdaResult, authorizer: Authorizer): Judge {
  if (result.kind === 'failed' && result.errorMessage === 'Unauthorized')
    return () => ({ kind: 'refused', status: 401 });
  const answer = result.kind === 'returned' ? parse(result.payload) : undefined;
  if (!answer) return () => serverError;
  return authorizer.simpleResponses ? () => judgeSimple(answer) : (routeArn) => judgePolicy(answer, routeArn);
}

/** Asks Lambda authorizers, and keeps their answers by identity sources for as long as each says. */
export class HttpAuthorizers {
  readonly #deps: Deps;
  readonly #kept = new Map<string, { readonly judge: Judge; readonly until: number }>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Decides on a call of a route that has an authorizer. */
  async authorize(authorizer: Authorizer, match: HttpMatch, call: HttpCall): Promise<HttpVerdict> {
    const { config, clock } = this.#deps;
    const identity = readIdentitySources(authorizer.identitySources, {
      headers: call.headers,
      query: queryParameters(call.query),
      stageVariables: config.stageVariables,
      context: httpRequestContext(config, match, call),
    });
    if (!identity) return { kind: 'refused', status: 401 };
    const routeArn = httpRouteArn(config, match.route, call);
    const key = JSON.stringify([authorizer.functionArn, ...identity]);
    const kept = this.#kept.get(key);
    if (kept && kept.until > clock.now()) return kept.judge(routeArn);
    const judge = await this.#ask(authorizer, match, call, identity);
    const cacheable = authorizer.cacheSeconds > 0 && identity.length > 0 && judge(routeArn) !== serverError;
    if (cacheable) this.#keep(key, judge, clock.now() + authorizer.cacheSeconds * 1000);
    return judge(routeArn);
  }

  async #ask(
    authorizer: Authorizer,
    match: HttpMatch,
    call: HttpCall,
    identity: readonly string[],
  ): Promise<Judge> {
    const { config } = this.#deps;
    const { region, accountId, apiId } = config;
    const sourceArn = `arn:aws:execute-api:${region}:${accountId}:${apiId}/authorizers/*`;
    const event = httpAuthorizerEvent(config, match, call, identity);
    const target = { functionArn: authorizer.functionArn, timeoutMs, sourceArn };
    return readAnswer(await callLambda(this.#deps, target, event), authorizer);
  }

  #keep(key: string, judge: Judge, until: number): void {
    if (this.#kept.size >= maxKept) this.#kept.clear();
    this.#kept.set(key, { judge, until });
  }
}
