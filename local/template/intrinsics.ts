import { account } from './account.ts';
import { isObject, type Json } from './cloud-formation.ts';
import type { Evaluation, Resolved } from './lookup.ts';

type Intrinsic = (argument: Json, resolver: Evaluation) => Resolved;

const list = (value: Json): readonly Json[] => (Array.isArray(value) ? value : [value]);
const text = (value: Json): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** The intrinsic functions of CloudFormation, by the key that stands for them. */
export const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, { lookup }) => lookup.ref(text(name)),
  'Fn::GetAtt': (argument, { lookup }) => {
    const [logicalId = '', ...path] = Array.isArray(argument)
      ? argument.map((part: Json) => text(part))
      : text(argument).split('.');
    return lookup.attribute(logicalId, path.join('.'));
  },
  'Fn::Join': (argument, resolver) => {
    const [separator = '', parts = []] = list(argument);
    return list(resolver.value(parts)).map(text).join(text(separator));
  },
  'Fn::Sub': substitute,
  'Fn::Select': (argument, resolver) => {
    const [index = 0, items = []] = list(argument);
    return list(resolver.value(items))[Number(resolver.value(index))] ?? null;
  },
  'Fn::Split': (argument, resolver) => {
    const [separator = '', source = ''] = list(argument);
    return text(resolver.value(source)).split(text(separator));
  },
  'Fn::If': (argument, resolver) => {
    const [condition = '', yes = null, no = null] = list(argument);
    return resolver.resolve(resolver.lookup.condition(text(condition)) ? yes : no);
  },
  Condition: (name, { lookup }) => lookup.condition(text(name)),
  'Fn::Equals': (argument, resolver) => {
    const [left, right] = list(resolver.value(argument));
    return JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::Not': (argument, resolver) => list(resolver.value(argument))[0] !== true,
  'Fn::And': (argument, resolver) => list(resolver.value(argument)).every((item) => item === true),
  'Fn::Or': (argument, resolver) => list(resolver.value(argument)).some((item) => item === true),
  'Fn::FindInMap': (argument, resolver) => {
    const [name = '', ...keys] = list(resolver.value(argument));
    const table = resolver.lookup.mapping(text(name));
    return keys
      .slice(0, 2)
      .reduce<Json>((at, key) => (isObject(at) ? (at[text(key)] ?? null) : null), table ?? null);
  },
  'Fn::ImportValue': (argument, resolver) => resolver.lookup.imported(text(resolver.value(argument))),
  'Fn::Base64': (argument, resolver) => Buffer.from(text(resolver.value(argument))).toString('base64'),
  'Fn::GetAZs': () => ['a', 'b', 'c'].map((zone) => account.region + zone),
  'Fn::Length': (argument, resolver) => list(resolver.value(argument)).length,
  'Fn::ToJsonString': (argument, resolver) => JSON.stringify(resolver.value(argument)),
};

/** `${Name}`, `${Name.Attribute}`, `${Local}`, and `${!literal}`. */
function substitute(argument: Json, resolver: Evaluation): Json {
  const [template = '', variables = {}] = list(argument);
  const local = isObject(variables) ? variables : {};
  return text(template).replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const given = local[name];
    if (given !== undefined) return text(resolver.value(given));
    const reference: Json = name.includes('.') ? { 'Fn::GetAtt': name.split('.') } : { Ref: name };
    return text(resolver.value(reference));
  });
}
