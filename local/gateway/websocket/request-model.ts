import type { WebSocketRoute } from '../config.ts';
import { compileSelection } from '../expression/selection-expression.ts';
import { matchesSchema } from '../schema/matches-schema.ts';

function findSchema(route: WebSocketRoute, body: unknown): unknown {
  const key = compileSelection(route.modelSelectionExpression ?? '\\$default')({ request: { body } });
  return route.requestModels?.[key] ?? route.requestModel;
}

/** Whether a frame is what the route's model describes; a route without a model takes everything. */
export function matchesRequestModel(route: WebSocketRoute, text: string): boolean {
  if (route.requestModel === undefined && route.requestModels === undefined) return true;
  try {
    const body: unknown = JSON.parse(text);
    const schema = findSchema(route, body);
    return schema === undefined || matchesSchema(body, schema);
  } catch {
    // Not JSON, or nested too deeply to be checked: the answer is the same.
    return false;
  }
}
