import { isObject, listOf, type Rule, type Schema, within } from './rule.ts';

const required: Rule = (value, schema) =>
  !isObject(value) ||
  (listOf(schema['required'])?.every((name) => Object.hasOwn(value, String(name))) ?? true);

const properties: Rule = (value, schema, matches) => {
  const described = schema['properties'];
  if (!isObject(value) || !isObject(described)) return true;
  return Object.entries(described).every(
    ([name, one]) => !Object.hasOwn(value, name) || matches(value[name], one),
  );
};

function isDescribed(name: string, schema: Schema): boolean {
  const { properties: described, patternProperties: patterns } = schema;
  if (isObject(described) && Object.hasOwn(described, name)) return true;
  return isObject(patterns) && Object.keys(patterns).some((pattern) => new RegExp(pattern).test(name));
}

const patternProperties: Rule = (value, schema, matches) => {
  const patterns = schema['patternProperties'];
  if (!isObject(value) || !isObject(patterns)) return true;
  return Object.entries(patterns).every(([pattern, one]) =>
    Object.entries(value).every(([name, field]) => !new RegExp(pattern).test(name) || matches(field, one)),
  );
};

const additionalProperties: Rule = (value, schema, matches) => {
  const more = schema['additionalProperties'];
  if (!isObject(value) || more === undefined) return true;
  return Object.entries(value).every(([name, field]) => isDescribed(name, schema) || matches(field, more));
};

const size: Rule = (value, { minProperties, maxProperties }) => {
  if (!isObject(value)) return true;
  const count = Object.keys(value).length;
  return within(minProperties, (least) => count >= least) && within(maxProperties, (most) => count <= most);
};

export const objectRules: readonly Rule[] = [
  required,
  properties,
  patternProperties,
  additionalProperties,
  size,
];
