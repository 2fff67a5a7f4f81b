import { isDeepStrictEqual } from 'node:util';
import { isObject, listOf, type Rule } from './rule.ts';

const isType: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
};

export const typeRule: Rule = (value, { type }) => {
  const types = listOf(type) ?? (type === undefined ? [] : [type]);
  return types.length === 0 || types.some((name) => isType[String(name)]?.(value) ?? false);
};

export const enumRule: Rule = (value, schema) =>
  listOf(schema['enum'])?.some((allowed) => isDeepStrictEqual(allowed, value)) ?? true;

const allOf: Rule = (value, schema, matches) =>
  listOf(schema['allOf'])?.every((one) => matches(value, one)) ?? true;

const anyOf: Rule = (value, schema, matches) =>
  listOf(schema['anyOf'])?.some((one) => matches(value, one)) ?? true;

const oneOf: Rule = (value, schema, matches) => {
  const choices = listOf(schema['oneOf']);
  return !choices || choices.filter((one) => matches(value, one)).length === 1;
};

const not: Rule = (value, schema, matches) => schema['not'] === undefined || !matches(value, schema['not']);

export const compositionRules: readonly Rule[] = [allOf, anyOf, oneOf, not];
