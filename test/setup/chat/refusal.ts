import { expect } from 'vitest';
import { type ErrorCode, errorCodes } from '../../../shared/protocol/errors.ts';
import type { Answer } from './api.ts';
import type { Frame } from './socket.ts';

export type RefusalCode = ErrorCode;

/** What only our insides say: stack lines, file names, SQL, libraries. */
const insides =
  /(?:\n|\\n)\s+at |node:|node_modules|\.(?:ts|mjs|js|sql|lua):\d|\/var\/task|\b(?:TypeError|SyntaxError|RangeError|ReplyError)\b|\bpg_|select .* from|insert into|valibot|ioredis|hono/i;

/** Random letters, which spell any short word once in a while. */
const randomIds = /"(?:requestId|connectionId)":"[^"]*"/g;

/** Fails when a text tells of our insides, its random ids aside. */
export const expectNoInsides = (text: string): void =>
  expect(text.replaceAll(randomIds, '""')).not.toMatch(insides);

const known = new Set(['type', 'id', 'code', 'message', 'requestId', 'retryable', 'retryAfterMs', 'details']);

/** An `error` frame, or the `error` of an HTTP body: this code, its documented fields, and none of our insides. */
export function expectRefusal(error: Frame, code: RefusalCode): void {
  expect(error).toMatchObject({
    code,
    message: expect.stringMatching(/^cannot [^:]+: /),
    requestId: expect.stringMatching(/./),
    retryable: errorCodes[code].retryable,
  });
  expect(Object.keys(error).filter((key) => !known.has(key))).toEqual([]);
  if (code === 'rate_limited') expect(error.retryAfterMs).toBeGreaterThan(0);
  expectNoInsides(JSON.stringify(error));
}

/** An HTTP answer that refuses with this code and its status. */
export function expectRefused({ status, body }: Answer, code: RefusalCode): void {
  expect({ status, code: body.error?.code ?? body }).toEqual({ status: errorCodes[code].status, code });
  expectRefusal(body.error, code);
}
