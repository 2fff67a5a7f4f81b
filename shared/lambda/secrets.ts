import { argon2, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Secrets, Token } from '../chat/accounts.ts';

const derive = promisify(argon2);

/** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. */
const parameters = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;
const version = 19;
const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');

/** The Argon2id hash of a password with a new salt, in PHC form. */
async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive('argon2id', { ...parameters, message: password, nonce });
  const { memory, passes, parallelism } = parameters;
  return `$argon2id$v=${version}$m=${memory},t=${passes},p=${parallelism}$${unpadded(nonce)}$${unpadded(tag)}`;
}

/** Nobody's password: verified where there is no user, so that both take the same time. */
const nobody = `$argon2id$v=${version}$m=19456,t=2,p=1$${unpadded(Buffer.alloc(16))}$${unpadded(Buffer.alloc(32))}`;

/** True when the password has this hash. Without a hash: false, after the same work. */
async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const match = phc.exec(hash ?? nobody);
  if (!match) throw new Error('cannot verify a password: the stored hash has an unknown form');
  const [memory = 0, passes = 0, parallelism = 0] = match.slice(1, 4).map(Number);
  const [nonce, expected] = match.slice(4).map((part) => Buffer.from(part, 'base64'));
  if (!nonce || !expected) throw new Error('cannot verify a password: the stored hash is cut off');
  const tagLength = expected.length;
  const tag = await derive('argon2id', { memory, passes, parallelism, tagLength, message: password, nonce });
  return timingSafeEqual(tag, expected) && hash !== undefined;
}

/** What is stored of a token: its SHA-256. Tokens are 256 random bits, so a slow hash would protect nothing. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

function newToken(): Token {
  const text = randomBytes(32).toString('base64url');
  return { text, hash: hashToken(text) };
}

export const secrets: Secrets = { hashPassword, verifyPassword, newToken };
