import type { Handshake } from './handshake.ts';

type Pairs = Iterable<readonly [string, string]>;
type Fields = Readonly<Record<string, unknown>>;

/** A name's last value, and all of them. */
function collect(pairs: Pairs): {
  readonly single: Record<string, string>;
  readonly multi: Record<string, string[]>;
} {
  const single: Record<string, string> = Object.create(null);
  const multi: Record<string, string[]> = Object.create(null);
  for (const [name, value] of pairs) {
    single[name] = value;
    multi[name] = [...(multi[name] ?? []), value];
  }
  return { single, multi };
}

function* rawPairs(raw: readonly string[]): Generator<readonly [string, string]> {
  for (let at = 0; at + 1 < raw.length; at += 2) yield [raw[at] ?? '', raw[at + 1] ?? ''];
}

const added = new Set(['x-amzn-trace-id', 'x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto']);
const hopByHop = new Set(['connection', 'upgrade', 'content-length']);

function forwarded({ request, sourceIp, traceId }: Handshake): readonly (readonly [string, string])[] {
  const before = request.headers['x-forwarded-for'];
  const trace = request.headers['x-amzn-trace-id'];
  return [
    ['X-Amzn-Trace-Id', typeof trace === 'string' ? trace : traceId],
    ['X-Forwarded-For', typeof before === 'string' ? `${before}, ${sourceIp}` : sourceIp],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ];
}

function clientHeaders({ request }: Handshake): readonly (readonly [string, string])[] {
  return [...rawPairs(request.rawHeaders)].filter(([name]) => {
    const lower = name.toLowerCase();
    return !added.has(lower) && !hopByHop.has(lower);
  });
}

function queryFields({ query }: Handshake): Fields {
  if (query.size === 0) return {};
  const { single, multi } = collect(query);
  return { queryStringParameters: single, multiValueQueryStringParameters: multi };
}

/** Headers in the client's own letter case, and the query where there was one, as `$connect` sees them. */
export function connectFields(handshake: Handshake): Fields {
  const { single, multi } = collect([...clientHeaders(handshake), ...forwarded(handshake)]);
  return { headers: single, multiValueHeaders: multi, ...queryFields(handshake) };
}

/** The same as the authorizer sees them: with the headers of the upgrade, and the query fields always there. */
export function authorizerFields(handshake: Handshake): Fields {
  const upgrade: Pairs = [
    ['Connection', 'upgrade'],
    ['content-length', '0'],
    ['Upgrade', 'websocket'],
  ];
  const { single, multi } = collect([...upgrade, ...clientHeaders(handshake), ...forwarded(handshake)]);
  const none = { queryStringParameters: {}, multiValueQueryStringParameters: {} };
  return { headers: single, multiValueHeaders: multi, ...none, ...queryFields(handshake) };
}
