import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

const patterns = v.union([
  v.pipe(
    v.string(),
    v.transform((pattern) => [pattern]),
  ),
  v.array(v.string()),
]);

const schema = v.object({
  app: v.string(),
  context: v.optional(v.record(v.string(), v.unknown()), {}),
  watch: v.optional(
    v.object({ include: v.optional(patterns, ['**']), exclude: v.optional(patterns, []) }),
    {},
  ),
  /** Ours: how the app runs on a laptop. The CDK's own command line passes over keys it doesn't know. */
  local: v.optional(
    v.object({
      /** Context for the synthesis, such as the stage. */
      context: v.optional(v.record(v.string(), v.unknown()), {}),
      /** Template parameters: text in which `{postgres}` and `{redis}` stand for URLs of servers that are then started. */
      parameters: v.optional(v.record(v.string(), v.string()), {}),
      /** Lines to print when ready, with `{page}`, `{http}` and `{websocket}`. */
      print: v.optional(v.array(v.string()), []),
      /** Functions of which an environment is started before the first invocation. */
      warm: v.optional(v.array(v.string()), []),
    }),
    {},
  ),
});

/** What `cdk.json` says, with our own `local` part. */
export type CdkJson = v.InferOutput<typeof schema>;

/** Reads an app's `cdk.json`. */
export function readCdkJson(appRoot: string): CdkJson {
  const file = join(appRoot, 'cdk.json');
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`cannot read ${file}: it has to be a JSON file that names the app`, { cause });
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`cannot read ${file}: ${v.getDotPath(issue) ?? ''}: ${issue.message}`);
}
