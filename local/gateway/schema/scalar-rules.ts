import { type Rule, within } from './rule.ts';

const length: Rule = (value, { minLength, maxLength }) => {
  if (typeof value !== 'string') return true;
  const count = [...value].length;
  return within(minLength, (least) => count >= least) && within(maxLength, (most) => count <= most);
};

const pattern: Rule = (value, schema) => {
  const expected = schema['pattern'];
  return typeof value !== 'string' || typeof expected !== 'string' || new RegExp(expected).test(value);
};

export const stringRules: readonly Rule[] = [length, pattern];

const minimum: Rule = (value, schema) => {
  if (typeof value !== 'number') return true;
  const exclusive = schema['exclusiveMinimum'] === true;
  return within(schema['minimum'], (least) => (exclusive ? value > least : value >= least));
};

const maximum: Rule = (value, schema) => {
  if (typeof value !== 'number') return true;
  const exclusive = schema['exclusiveMaximum'] === true;
  return within(schema['maximum'], (most) => (exclusive ? value < most : value <= most));
};

const multipleOf: Rule = (value, schema) =>
  typeof value !== 'number' || within(schema['multipleOf'], (step) => Number.isInteger(value / step));

export const numberRules: readonly Rule[] = [minimum, maximum, multipleOf];
