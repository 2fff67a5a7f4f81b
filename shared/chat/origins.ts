/**
 * True when a handshake may come from this origin. Clients that are no browsers send none, and are told by their token.
 *
 * `allowed` holds origins as browsers send them (`https://chat.example.com`); the port may be `*`.
 */
export function isAllowedOrigin(origin: string | undefined, allowed: readonly string[]): boolean {
  if (origin === undefined) return true;
  return allowed.some((one) =>
    one.endsWith(':*') ? origin.replace(/:\d+$/, '') === one.slice(0, -2) : origin === one,
  );
}
