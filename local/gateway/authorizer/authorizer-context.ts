/** What an authorizer said of a connection, as every later event carries it. */
export type AuthorizerContext = Readonly<Record<string, string>>;

/**
 * The context of a policy response with every value as text. `undefined` when it holds an object or a list, which the cloud
 * refuses.
 */
export function flattenContext(context: unknown): AuthorizerContext | undefined {
  if (context === undefined || context === null) return {};
  if (typeof context !== 'object' || Array.isArray(context)) return undefined;
  const entries = Object.entries(context).filter(([, value]) => value !== null);
  if (entries.some(([, value]) => typeof value === 'object')) return undefined;
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
