import { createHash, timingSafeEqual } from 'node:crypto';

export type EdgeDeps = {
  /** What CloudFront shows; nothing where a stage has no such secret. */
  readonly read: (() => Promise<string>) | undefined;
  /** Milliseconds. */
  readonly now: () => number;
  readonly onUnknown: (error: Error) => void;
};

/** A secret that was replaced is noticed within this time. */
const keepMs = 10 * 60_000;

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * Tells whether a call came through the stage's own CloudFront distribution, by what that shows.
 *
 * The secret is read when something is first shown, and then every ten minutes at most. When it can't be read, nothing is
 * believed.
 */
export function openEdge({
  read,
  now,
  onUnknown,
}: EdgeDeps): (shown: string | undefined) => Promise<boolean> {
  let known: { readonly at: number; readonly hash: Promise<Buffer | undefined> } | undefined;
  const hashOf = (readNow: () => Promise<string>) =>
    readNow().then(digest, (error) => {
      onUnknown(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    });
  return async (shown) => {
    if (read === undefined || shown === undefined) return false;
    if (known === undefined || now() - known.at > keepMs) known = { at: now(), hash: hashOf(read) };
    const hash = await known.hash;
    return hash !== undefined && timingSafeEqual(hash, digest(shown));
  };
}

/**
 * The address of the client: who called the gateway, or, when that was the stage's own CloudFront, who called CloudFront.
 *
 * Everyone on the way adds the address it was called from at the end of `X-Forwarded-For`: CloudFront its viewer's, the gateway
 * CloudFront's. What stands before was written by the client and means nothing.
 */
export function clientAddress(
  { sourceIp, forwardedFor = '' }: { readonly sourceIp: string; readonly forwardedFor?: string | undefined },
  throughEdge: boolean,
): string {
  if (!throughEdge) return sourceIp;
  const way = forwardedFor
    .split(',')
    .map((address) => address.trim())
    .filter(Boolean);
  if (way.at(-1) === sourceIp) way.pop();
  return way.at(-1) ?? sourceIp;
}
