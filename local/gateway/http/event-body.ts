import type { EventBody } from './http-event.ts';

const textTypes = /^(?:text\/.*|application\/(?:json|xml|javascript|[^;]*\+(?:json|xml)))$/;

/** Bodies of text types are passed on as text, all others, and compressed ones, as base64. */
export function eventBody(body: Buffer, headers: Readonly<Record<string, string>>): EventBody {
  if (body.length === 0) return { isBase64Encoded: false };
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const isText = textTypes.test(type) && headers['content-encoding'] === undefined;
  return isText
    ? { body: body.toString(), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
}
