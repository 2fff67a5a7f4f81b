/** What is signed of a request. */
export type SignedRequest = {
  readonly method: string;
  /** Path and query as they came over the wire. */
  readonly url: string;
  /** Names and values by turns, as `node:http` gives them. */
  readonly rawHeaders: readonly string[];
};

/** Percent-encodes all but what RFC 3986 leaves alone. */
export function escapeUri(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Decodes percent-encoding, and leaves what isn't any as it is. */
function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // A malformed escape signs as its characters; the signer did the same, or the signatures differ.
    return text;
  }
}

/** The path is encoded once more than on the wire, as every service but S3 does. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(escapeUri(segment));
  }
  const end = path.endsWith('/') && segments.length > 0 ? '/' : '';
  return `/${segments.join('/')}${end}`;
}

function byText([a, x]: readonly [string, string], [b, y]: readonly [string, string]): number {
  if (a !== b) return a < b ? -1 : 1;
  if (x === y) return 0;
  return x < y ? -1 : 1;
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): readonly [string, string] => {
      const [name = '', ...value] = pair.split('=');
      return [escapeUri(decode(name)), escapeUri(decode(value.join('=')))];
    });
  return pairs
    .filter(([name]) => name !== 'X-Amz-Signature')
    .sort(byText)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function headerValues(rawHeaders: readonly string[]): Map<string, string> {
  const values = new Map<string, string>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const value = (rawHeaders[at + 1] ?? '').trim().replace(/ {2,}/g, ' ');
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  return values;
}

/** The text whose hash is signed. `signedHeaders` are the names in the order in which they were signed. */
export function canonicalRequest(
  request: SignedRequest,
  signedHeaders: readonly string[],
  bodyHash: string,
): string {
  const [path = '', ...query] = request.url.split('?');
  const values = headerValues(request.rawHeaders);
  const headers = signedHeaders.map((name) => `${name}:${values.get(name) ?? ''}\n`).join('');
  const names = signedHeaders.join(';');
  return `${request.method}\n${canonicalPath(path)}\n${canonicalQuery(query.join('?'))}\n${headers}\n${names}\n${bodyHash}`;
}
