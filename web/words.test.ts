import { describe, expect, it } from 'vitest';
import { HttpError } from '../client/http-error.ts';
import { findLinks } from './links.ts';
import { usernamesIn } from './new-room.ts';
import { readRoute, roomHash } from './route.ts';
import { textOfError } from './text-of.ts';
import { dayText, shortText } from './time-text.ts';

describe('addresses in a text', () => {
  it.each([
    ['see https://a.example/x?y=1, now', ['https://a.example/x?y=1']],
    ['(http://a.example)', ['http://a.example']],
    ['javascript:alert(1) data:text/html,x', []],
    ['https:// nothing', []],
    ['https://a.example"onclick=x', ['https://a.example']],
  ])('are found in %j', (text, hrefs) => {
    const pieces = findLinks(text);

    expect(pieces.flatMap(({ href }) => href ?? [])).toEqual(hrefs);
    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  });
});

describe('the address of the page', () => {
  it('names the room, and nothing that is none', () => {
    expect(readRoute(roomHash('01a2-b3'))).toEqual({ kind: 'room', room: '01a2-b3' });
    for (const hash of ['', '#', '#/', '#/rooms/', '#/rooms/a/b', '#/rooms/<x>']) {
      expect(readRoute(hash)).toEqual({ kind: 'rooms' });
    }
  });
});

describe('words for people', () => {
  it('read usernames however they are separated', () => {
    expect(usernamesIn(' ann, @ben;ann\n c.d ')).toEqual(['ann', 'ben', 'c.d']);
  });

  it('say what went wrong without the server’s own text', () => {
    const error = (code: HttpError['code'], more = {}) =>
      new HttpError('ours', { status: 400, code, ...more });

    expect(textOfError(error('rate_limited', { retryAfterMs: 4_200 }))).toBe('Please try again in 5 s.');
    expect(textOfError(error('rate_limited', { retryAfterMs: 300_000 }))).toBe(
      'Please try again in 5 minutes.',
    );
    const details = [{ path: 'newPassword', message: 'is shorter than 8 characters' }];
    expect(textOfError(error('invalid_request', { details }))).toBe(
      'The new password is shorter than 8 characters.',
    );
    expect(textOfError(error('conflict'), { conflict: 'Taken.' })).toBe('Taken.');
    expect(textOfError(new Error('secret'))).not.toContain('secret');
  });

  it('say when it was', () => {
    const now = new Date(2026, 2, 10, 12).getTime();
    const day = (n: number) => new Date(2026, 2, n, 8).getTime();

    expect([10, 9].map((n) => dayText(day(n), now))).toEqual(['Today', 'Yesterday']);
    expect(dayText(day(7), now)).toMatch(/^\p{L}+$/u);
    expect(dayText(day(1), now)).toContain('2026');
    expect(shortText(day(9), now)).toBe('Yesterday');
  });
});
