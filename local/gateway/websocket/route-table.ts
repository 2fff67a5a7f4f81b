import type { WebSocketApiConfig, WebSocketRoute } from '../config.ts';
import { parseLenientJson } from '../expression/lenient-json.ts';
import { compileSelection } from '../expression/selection-expression.ts';

/** The routes of an API, found by what a message says. */
export type RouteTable = {
  readonly connect: WebSocketRoute | undefined;
  readonly disconnect: WebSocketRoute | undefined;
  /** The route of a frame's text; `undefined` when none matches and there is no `$default`. */
  readonly select: (text: string) => WebSocketRoute | undefined;
};

const reserved = new Set(['$connect', '$disconnect', '$default']);

/** The scope of a route selection: the body is parsed only when the expression asks for it. */
function scopeOf(text: string, parse: (text: string) => unknown) {
  return {
    request: {
      get body(): unknown {
        return parse(text);
      },
    },
  };
}

/**
 * Reads the routes of an API. A message matches the route whose key is what the route selection expression yields, and
 * `$default` otherwise: also when the body isn't JSON. The reserved keys can't be selected by a message.
 */
export function createRouteTable(
  config: WebSocketApiConfig,
  json: 'strict' | 'lenient' = 'strict',
): RouteTable {
  const routes = new Map(config.routes.map((route) => [route.routeKey, route]));
  const evaluate = compileSelection(config.routeSelectionExpression);
  const parse = json === 'lenient' ? parseLenientJson : JSON.parse;
  const select = (text: string): WebSocketRoute | undefined => {
    let key = '$default';
    try {
      key = evaluate(scopeOf(text, parse));
    } catch {
      // Not JSON, or nested beyond evaluation: `$default` takes what can't be evaluated.
    }
    const selected = reserved.has(key) ? undefined : routes.get(key);
    return selected ?? routes.get('$default');
  };
  return { connect: routes.get('$connect'), disconnect: routes.get('$disconnect'), select };
}
