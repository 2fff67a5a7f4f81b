import type { HttpApiConfig, HttpRoute } from '../config.ts';

export type HttpMatch = {
  readonly route: HttpRoute;
  readonly pathParameters: Readonly<Record<string, string>>;
};

/** Finds the route of a method and a decoded path, without the stage. */
export type HttpRouteTable = (method: string, path: string) => HttpMatch | undefined;

type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'greedy'; readonly name: string };

type Pattern = { readonly route: HttpRoute; readonly method: string; readonly segments: readonly Segment[] };

const split = (path: string): readonly string[] => path.slice(1).split('/');

function toSegment(text: string): Segment {
  const { name, plus } = /^\{(?<name>[^}+]+)(?<plus>\+?)\}$/.exec(text)?.groups ?? {};
  if (name === undefined) return { kind: 'text', text };
  return plus === '+' ? { kind: 'greedy', name } : { kind: 'variable', name };
}

function toPattern(route: HttpRoute): Pattern {
  const [method = '', path = ''] = route.routeKey.split(' ');
  return { route, method, segments: split(path).map(toSegment) };
}

const weights = { text: 2, variable: 1, greedy: 0 };

/** The more literal comes first, segment by segment; then the route with a method before the one with any. */
function bySpecificity(a: Pattern, b: Pattern): number {
  const length = Math.max(a.segments.length, b.segments.length);
  for (let at = 0; at < length; at += 1) {
    const left = a.segments[at];
    const right = b.segments[at];
    const difference = (right ? weights[right.kind] : -1) - (left ? weights[left.kind] : -1);
    if (difference !== 0) return difference;
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY');
}

function matchSegment(
  segment: Segment | undefined,
  value: string,
): Readonly<Record<string, string>> | undefined {
  if (segment?.kind === 'text') return segment.text === value ? {} : undefined;
  return segment?.kind === 'variable' && value !== '' ? { [segment.name]: value } : undefined;
}

type Parameters = Readonly<Record<string, string>>;

function matchFixed(segments: readonly Segment[], values: readonly string[]): Parameters | undefined {
  const found = segments.map((segment, at) => matchSegment(segment, values[at] ?? ''));
  const all = found.filter((parameters) => parameters !== undefined);
  return all.length === found.length ? Object.assign({}, ...all) : undefined;
}

function matchPath(segments: readonly Segment[], values: readonly string[]): Parameters | undefined {
  const last = segments.at(-1);
  if (last?.kind !== 'greedy')
    return values.length === segments.length ? matchFixed(segments, values) : undefined;
  const fixed = segments.slice(0, -1);
  const rest = values.slice(fixed.length).join('/');
  const parameters = rest === '' ? undefined : matchFixed(fixed, values);
  return parameters && { ...parameters, [last.name]: rest };
}

function matchPattern(
  { route, method, segments }: Pattern,
  call: { method: string; values: readonly string[] },
) {
  if (method !== 'ANY' && method !== call.method) return undefined;
  const pathParameters = matchPath(segments, call.values);
  return pathParameters && { route, pathParameters };
}

/** Reads the routes of an API: a full match goes before one with a greedy variable, and that before `$default`. */
export function createHttpRouteTable({ routes }: Pick<HttpApiConfig, 'routes'>): HttpRouteTable {
  const fallback = routes.find(({ routeKey }) => routeKey === '$default');
  const patterns = routes
    .filter((route) => route !== fallback)
    .map(toPattern)
    .sort(bySpecificity);
  return (method, path) => {
    const values = split(path);
    for (const pattern of patterns) {
      const match = matchPattern(pattern, { method, values });
      if (match) return match;
    }
    return fallback && { route: fallback, pathParameters: {} };
  };
}
