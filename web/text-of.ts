import { HttpError } from '../client/http-error.ts';

const codes: Readonly<Record<HttpError['code'], string>> = {
  invalid_request: 'That is not something the server takes.',
  unauthenticated: 'Your session has ended. Please log in again.',
  not_found: 'It is not there any more, or never was.',
  forbidden: 'You may not do that here.',
  conflict: 'Somebody else has that already.',
  too_large: 'That is too long.',
  rate_limited: 'That was a little too fast.',
  unavailable: 'The server can’t be reached right now.',
  internal: 'Something went wrong on the server.',
};

/** What a code means to a person. `special` says it better where the place is known. */
export function textOfCode(code: HttpError['code'], special: Partial<typeof codes> = {}): string {
  return special[code] ?? codes[code];
}

/** What went wrong, for a person: never the server's own text, except what it says of single fields. */
export function textOfError(error: unknown, special: Partial<typeof codes> = {}): string {
  if (!(error instanceof HttpError)) return codes.internal;
  if (error.code === 'rate_limited' && error.retryAfterMs !== undefined) return waitText(error.retryAfterMs);
  const [detail] = error.details;
  if (error.code === 'invalid_request' && detail) return `${nameOf(detail.path)} ${detail.message}.`;
  return textOfCode(error.code, special);
}

function waitText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 90
    ? `Please try again in ${seconds} s.`
    : `Please try again in ${Math.ceil(seconds / 60)} minutes.`;
}

function nameOf(path: string): string {
  const words = (path.split('.')[0] ?? '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words === '' ? 'That' : `The ${words}`;
}
