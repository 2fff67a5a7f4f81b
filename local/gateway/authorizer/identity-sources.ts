/** The parts of a request that an identity source may name. Header names in lower case. */
export type IdentityParts = {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly stageVariables: Readonly<Record<string, string | undefined>>;
  readonly context: Readonly<Record<string, unknown>>;
};

function atPath(value: unknown, names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (at, name) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? Reflect.get(at, name) : undefined,
    value,
  );
}

function own(values: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function read(source: string, parts: IdentityParts): unknown {
  // WebSocket APIs say `route.request.header.x`, HTTP APIs `$request.header.x`.
  const [, kind = '', name = ''] =
    /^(?:route\.|\$)?(request\.header|request\.querystring|stageVariables|context)\.(.+)$/.exec(source) ?? [];
  switch (kind) {
    case 'request.header':
      return own(parts.headers, name.toLowerCase());
    case 'request.querystring':
      return own(parts.query, name);
    case 'stageVariables':
      return own(parts.stageVariables, name);
    case 'context':
      return atPath(parts.context, name.split('.'));
    default:
      return undefined;
  }
}

/** The values of all identity sources in their order; `undefined` when one is missing or empty. */
export function readIdentitySources(
  sources: readonly string[],
  parts: IdentityParts,
): readonly string[] | undefined {
  const values = sources.map((source) => read(source, parts));
  const present = values.every((value) => value !== undefined && value !== null && value !== '');
  return present ? values.map(String) : undefined;
}
