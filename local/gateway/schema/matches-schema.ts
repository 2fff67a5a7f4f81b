import { compositionRules, enumRule, typeRule } from './any-rules.ts';
import { arrayRules } from './array-rules.ts';
import { objectRules } from './object-rules.ts';
import type { Rule, Schema } from './rule.ts';
import { numberRules, stringRules } from './scalar-rules.ts';

const rules: readonly Rule[] = [
  typeRule,
  enumRule,
  ...compositionRules,
  ...objectRules,
  ...arrayRules,
  ...stringRules,
  ...numberRules,
];

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What `#/definitions/x` points to. Other references are let through, as an unknown keyword is. */
function resolve(schema: Schema, root: Schema): Schema {
  const { $ref } = schema;
  if (typeof $ref !== 'string' || !$ref.startsWith('#/')) return schema;
  const target = $ref
    .slice(2)
    .split('/')
    .reduce<unknown>((at, name) => (isSchema(at) ? at[name] : undefined), root);
  return isSchema(target) ? target : {};
}

/** Whether a value is what a JSON schema of draft 4 describes: the keywords that models use. An unreadable schema takes all. */
export function matchesSchema(value: unknown, root: unknown): boolean {
  if (!isSchema(root)) return true;
  const matches = (part: unknown, given: unknown): boolean => {
    if (!isSchema(given)) return given !== false;
    const schema = resolve(given, root);
    return rules.every((rule) => rule(part, schema, matches));
  };
  return matches(value, root);
}
