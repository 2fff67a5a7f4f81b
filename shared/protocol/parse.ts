import * as v from 'valibot';
import { ChatError, type Detail } from './errors.ts';

const say = (issue: v.BaseIssue<unknown>): string => {
  if (issue.kind !== 'schema' || !issue.message.startsWith('Invalid')) return issue.message;
  if (issue.expected === 'never') return 'is not a known field';
  return issue.received === 'undefined' ? 'is missing' : `is not ${issue.expected ?? 'allowed'}`;
};

const detail = (issue: v.BaseIssue<unknown>): Detail => ({
  path: v.getDotPath(issue)?.slice(0, 100) ?? '',
  message: say(issue),
});

/**
 * Parses something from outside.
 *
 * @throws ChatError `invalid_request` whose details name at most ten things that are wrong, and repeat nothing of the input
 * but its keys.
 */
export function parse<const Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
  what: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  throw new ChatError(`cannot read the ${what}: it has the wrong shape`, {
    code: 'invalid_request',
    details: result.issues.slice(0, 10).map(detail),
  });
}

/**
 * Parses JSON text.
 *
 * @throws ChatError `invalid_request` when it is not JSON.
 */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ChatError(`cannot read the ${what}: it is not JSON`, { code: 'invalid_request', cause });
  }
}
