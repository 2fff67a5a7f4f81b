import * as v from 'valibot';
import type { ResolvedResource } from './resolve-stacks.ts';

/** CloudFormation takes numbers and booleans as text too. */
export const number = v.pipe(v.union([v.number(), v.string()]), v.transform(Number));
export const boolean = v.pipe(
  v.union([v.boolean(), v.string()]),
  v.transform((value) => value === true || value === 'true'),
);
export const text = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));
export const texts = v.record(v.string(), text);

/** Reads a resource's properties; a template that says something else stops the start with the resource's name. */
export function readProperties<Schema extends v.GenericSchema>(
  resource: ResolvedResource,
  schema: Schema,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, resource.properties);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const at = v.getDotPath(issue) ?? 'properties';
  throw new Error(`cannot read ${resource.type} ${resource.path}: ${at}: ${issue.message}`);
}
