import * as v from 'valibot';
import { functionArnIn } from './function-arn.ts';
import { readProperties, text } from './properties.ts';
import type { Deployment } from './resolve-stacks.ts';

const schema = v.object({
  FunctionName: text,
  Principal: v.string(),
  SourceArn: v.optional(v.string(), '*'),
});

type Caller = { readonly service: string; readonly sourceArn: string };

/** Tells whether the template lets a service invoke a function (`AWS::Lambda::Permission`). */
export function permissionsOf(deployment: Deployment): (functionArn: string, caller: Caller) => boolean {
  const grants = deployment.resources
    .filter(({ type }) => type === 'AWS::Lambda::Permission')
    .map((resource) => readProperties(resource, schema))
    .map(({ FunctionName, Principal, SourceArn }) => ({
      functionArn: functionArnIn(FunctionName),
      service: Principal,
      source: wildcard(SourceArn),
    }));
  return (functionArn, { service, sourceArn }) =>
    grants.some(
      (grant) =>
        grant.functionArn === functionArn && grant.service === service && grant.source.test(sourceArn),
    );
}

/** `*` is any run of characters, `?` any one. */
export const wildcard = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  );
