import { isDeepStrictEqual } from 'node:util';
import { listOf, type Rule, within } from './rule.ts';

const items: Rule = (value, schema, matches) => {
  const list = listOf(value);
  const described = schema['items'];
  if (!list || described === undefined) return true;
  const positions = listOf(described);
  if (!positions) return list.every((item) => matches(item, described));
  const more = schema['additionalItems'] ?? true;
  return list.every((item, at) => matches(item, at < positions.length ? positions[at] : more));
};

const size: Rule = (value, { minItems, maxItems }) => {
  const count = listOf(value)?.length;
  if (count === undefined) return true;
  return within(minItems, (least) => count >= least) && within(maxItems, (most) => count <= most);
};

const unique: Rule = (value, { uniqueItems }) => {
  const list = listOf(value);
  if (!list || uniqueItems !== true) return true;
  return list.every((item, at) => list.findIndex((other) => isDeepStrictEqual(item, other)) === at);
};

export const arrayRules: readonly Rule[] = [items, size, unique];
