import { createHash } from 'node:crypto';

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** `length` letters and digits that follow from `seed` alone: the same template has the same ids at every start. */
export function stableId(seed: string, length: number): string {
  const digest = createHash('sha256').update(seed).digest();
  return Array.from(digest.subarray(0, length), (byte) => letters[byte % letters.length]).join('');
}
