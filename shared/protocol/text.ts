import * as v from 'valibot';
import { limits } from './limits.ts';

const utf8 = new TextEncoder();

/** Postgres cannot store NUL, and a lone surrogate is not text in any encoding. */
export const storable = v.check(
  (text: string) => text.isWellFormed() && !text.includes('\0'),
  'has a NUL character or half a character (lone surrogate)',
);

const visible = /[^\p{White_Space}\p{Cc}\p{Cf}]/u;

/** The body of a message: stored and delivered as it came, to the byte. */
export const Body = v.pipe(
  v.string(),
  storable,
  v.check((text) => visible.test(text), 'has nothing to see in it'),
);

/** One emoji as Unicode recommends to write it, so that the same one is always the same text. */
export const Emoji = v.pipe(
  v.string(),
  v.maxLength(limits.emojiCharacters, `is longer than ${limits.emojiCharacters} characters`),
  v.regex(/^\p{RGI_Emoji}$/v, 'is not one emoji'),
);

/** True when a body is longer than `limits` allow; told apart from a wrong one because its code is `too_large`. */
export function isTooLong(body: string): boolean {
  return body.length > limits.bodyCharacters || utf8.encode(body).length > limits.bodyBytes;
}

/** A room's name: any printable text on one line; blanks around it are dropped. Unique for nobody. */
export const RoomName = v.pipe(
  v.string(),
  storable,
  v.normalize('NFC'),
  v.trim(),
  v.check((text) => visible.test(text), 'has nothing to see in it'),
  v.check((text) => !/[\p{Cc}\u2028\u2029]/u.test(text), 'has a line break or a control character'),
  v.check(
    (text) => [...text].length <= limits.roomNameCharacters,
    `is longer than ${limits.roomNameCharacters} characters`,
  ),
);

/** The room name that a text is; undefined when no room can have it. */
export function asRoomName(text: string): string | undefined {
  const result = v.safeParse(RoomName, text);
  return result.success ? result.output : undefined;
}

/** A username: ASCII only, so that no two names look alike; unique whatever its case. */
export const Username = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9._-]*$/, 'has something else than letters, digits, ".", "_" and "-"'),
  v.minLength(
    limits.usernameCharacters.least,
    `is shorter than ${limits.usernameCharacters.least} characters`,
  ),
  v.maxLength(limits.usernameCharacters.most, `is longer than ${limits.usernameCharacters.most} characters`),
);

/** A password as it is typed. What is common is refused where it is set, not here. */
export const Password = v.pipe(
  v.string(),
  storable,
  v.minLength(
    limits.passwordCharacters.least,
    `is shorter than ${limits.passwordCharacters.least} characters`,
  ),
  v.maxLength(limits.passwordCharacters.most, `is longer than ${limits.passwordCharacters.most} characters`),
);
