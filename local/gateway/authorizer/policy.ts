type Statement = {
  readonly effect: 'Allow' | 'Deny';
  readonly matches: (action: string, resource: string) => boolean;
  readonly conditional: boolean;
};

type Pattern = (text: string) => boolean;

/** `*` is any run of characters, `/` and `:` too; `?` is one character. */
function glob(pattern: string, flags: string): Pattern {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const whole = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, `s${flags}`);
  return (text) => whole.test(text);
}

function anyOf(value: unknown, flags = ''): Pattern | undefined {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!texts.every((text) => typeof text === 'string')) return undefined;
  const patterns = texts.map((text) => glob(text, flags));
  return (text) => patterns.some((matches) => matches(text));
}

/** One of the pair `Action` and `NotAction`, `Resource` and `NotResource`. */
function oneOf(positive: unknown, negative: unknown, flags = ''): Pattern | undefined {
  if (positive !== undefined) return anyOf(positive, flags);
  const matches = anyOf(negative, flags);
  return matches && ((text) => !matches(text));
}

function toStatement(value: unknown): Statement | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const raw: Readonly<Record<string, unknown>> = { ...value };
  const { Effect, Action, NotAction, Resource, NotResource, Condition } = raw;
  if (Effect !== 'Allow' && Effect !== 'Deny') return undefined;
  const action = oneOf(Action, NotAction, 'i');
  const resource = oneOf(Resource, NotResource);
  if (!action || !resource) return undefined;
  const matches = (calledAction: string, calledResource: string): boolean =>
    action(calledAction) && resource(calledResource);
  return { effect: Effect, matches, conditional: Condition !== undefined };
}

function readStatements(policy: unknown): readonly Statement[] | undefined {
  if (typeof policy !== 'object' || policy === null || !('Statement' in policy)) return undefined;
  const raw: readonly unknown[] = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  const statements = raw.map(toStatement).filter((statement) => statement !== undefined);
  return statements.length === raw.length ? statements : undefined;
}

/**
 * Whether a policy document lets an action through: one Allow matches and no Deny does. Conditions aren't evaluated, and count
 * against the caller: an Allow with one doesn't apply, a Deny with one does.
 */
export function evaluatePolicy(
  policy: unknown,
  action: string,
  resource: string,
): 'allow' | 'deny' | 'malformed' {
  const statements = readStatements(policy);
  if (!statements) return 'malformed';
  const matching = statements.filter((statement) => statement.matches(action, resource));
  if (matching.some(({ effect }) => effect === 'Deny')) return 'deny';
  const allowed = matching.some(({ effect, conditional }) => effect === 'Allow' && !conditional);
  return allowed ? 'allow' : 'deny';
}
