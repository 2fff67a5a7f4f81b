import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { type ErrorCode, errorCodes } from '../../shared/protocol/errors.ts';
import type { AnyOperation } from './operation.ts';

/** Checks that JSON schema has no word for are told by the details of a refusal. */
const schemaOf = (schema: v.GenericSchema, typeMode: 'input' | 'output'): object => {
  const { $schema, ...json } = toJsonSchema(schema, { errorMode: 'ignore', typeMode });
  return json;
};

const content = (schema: object) => ({ 'application/json': { schema } });

const Refusal = v.object({
  error: v.object({
    code: v.picklist(Object.keys(errorCodes)),
    message: v.string(),
    requestId: v.string(),
    retryable: v.boolean(),
    retryAfterMs: v.optional(v.number()),
    details: v.optional(v.array(v.object({ path: v.string(), message: v.string() }))),
  }),
});

const whoElse: Readonly<Record<AnyOperation['audience'], readonly ErrorCode[]>> = {
  anyone: [],
  users: ['unauthenticated'],
  // To everybody else there is nothing at this path.
  admins: ['not_found'],
};

function refusalsOf({ audience, errors = [], body, query }: AnyOperation): readonly ErrorCode[] {
  const taken: readonly ErrorCode[] = body
    ? ['invalid_request', 'too_large']
    : query
      ? ['invalid_request']
      : [];
  return [...new Set<ErrorCode>([...taken, ...whoElse[audience], ...errors, 'unavailable'])];
}

function responsesOf(operation: AnyOperation): object {
  const { status, answer } = operation;
  const good = answer
    ? { description: 'Done', content: content(schemaOf(answer, 'output')) }
    : { description: 'Done' };
  const bad = refusalsOf(operation).map((code) => [
    errorCodes[code].status,
    { description: code, content: content({ $ref: '#/components/schemas/Refusal' }) },
  ]);
  return { ...Object.fromEntries(bad), [status]: good };
}

function parametersOf({ path, query }: AnyOperation): readonly object[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', format: 'uuid' },
  }));
  const properties = query
    ? (toJsonSchema(query, { errorMode: 'ignore', typeMode: 'input' }).properties ?? {})
    : {};
  const inQuery = Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema }));
  return [...inPath, ...inQuery];
}

const toPathItem = (operation: AnyOperation): object => ({
  summary: operation.summary,
  ...(operation.audience === 'anyone' ? { security: [] } : {}),
  parameters: parametersOf(operation),
  ...(operation.body
    ? { requestBody: { required: true, content: content(schemaOf(operation.body, 'input')) } }
    : {}),
  responses: responsesOf(operation),
});

/** The description of the HTTP API, OpenAPI 3.1, made from the operations that it is made of. */
export function describeApi(operations: readonly AnyOperation[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: toPathItem(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Parley',
      version: '1',
      description: 'Real-time chat; the WebSocket API is in docs/protocol.md.',
    },
    security: [{ session: [] }],
    paths,
    components: {
      schemas: { Refusal: schemaOf(Refusal, 'output') },
      securitySchemes: { session: { type: 'http', scheme: 'bearer', description: 'The token of a session' } },
    },
  };
}
