import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

const keys = new Map<string, KeyObject>();
const maxKeys = 256;

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/**
 * The key of a secret for a day, region and service.
 * @NOTE Kept, and as a key object: a signature with it takes 2 µs, with a buffer as key 15, and with the key derived anew 70.
 */
export function signingKey(secret: string, date: string, region: string, service: string): KeyObject {
  const name = `${secret}/${date}/${region}/${service}`;
  const kept = keys.get(name);
  if (kept) return kept;
  const derived = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request');
  const key = createSecretKey(derived);
  if (keys.size >= maxKeys) keys.clear();
  keys.set(name, key);
  return key;
}
