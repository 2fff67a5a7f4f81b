import { arn } from './account.ts';

/** The function inside a name, a partial or full ARN, or an API integration's URI; without version or alias. */
export function functionArnIn(reference: string): string {
  const inside = /functions\/(arn:[^/]+)\/invocations/.exec(reference)?.[1] ?? reference;
  const [, name = inside] = /(?:^|:)function:([^:/]+)/.exec(inside) ?? [];
  return arn('lambda', `function:${name.split(':')[0]}`);
}
