import type { IncomingHttpHeaders } from 'node:http';

/** A signature as a request presents it, in its header or in its query. */
export type PresentedSignature = {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20260131T120000Z`. */
  readonly signedAt: string;
  /** How long a signature in a query holds. */
  readonly expiresSeconds?: number;
};

const algorithm = 'AWS4-HMAC-SHA256';

type Fields = {
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
  readonly signedAt: string | undefined;
};

function assemble({
  credential,
  signedHeaders,
  signature,
  signedAt,
}: Fields): PresentedSignature | undefined {
  const [accessKeyId, date, region, service, end, ...more] = (credential ?? '').split('/');
  if (!accessKeyId || !date || !region || !service || end !== 'aws4_request' || more.length > 0)
    return undefined;
  if (!signedHeaders || !signature || !signedAt) return undefined;
  return { accessKeyId, date, region, service, signature, signedAt, signedHeaders: signedHeaders.split(';') };
}

function fromHeader(authorization: string, headers: IncomingHttpHeaders): PresentedSignature | undefined {
  if (!authorization.startsWith(`${algorithm} `)) return undefined;
  const fields = new Map<string, string>();
  for (const field of authorization.slice(algorithm.length).split(',')) {
    const [name = '', value = ''] = field.trim().split('=', 2);
    fields.set(name, value);
  }
  const sent = headers['x-amz-date'];
  return assemble({
    credential: fields.get('Credential'),
    signedHeaders: fields.get('SignedHeaders'),
    signature: fields.get('Signature'),
    signedAt: typeof sent === 'string' ? sent : undefined,
  });
}

function fromQuery(query: URLSearchParams): PresentedSignature | undefined {
  if (query.get('X-Amz-Algorithm') !== algorithm) return undefined;
  const presented = assemble({
    credential: query.get('X-Amz-Credential') ?? undefined,
    signedHeaders: query.get('X-Amz-SignedHeaders') ?? undefined,
    signature: query.get('X-Amz-Signature') ?? undefined,
    signedAt: query.get('X-Amz-Date') ?? undefined,
  });
  return presented && { ...presented, expiresSeconds: Number(query.get('X-Amz-Expires') ?? 300) };
}

/** Reads the signature of a request: `'none'` when it presents none, `'incomplete'` when it can't be read. */
export function readSignature(
  url: string,
  headers: IncomingHttpHeaders,
): PresentedSignature | 'none' | 'incomplete' {
  if (headers.authorization !== undefined) return fromHeader(headers.authorization, headers) ?? 'incomplete';
  const start = url.indexOf('?');
  if (start < 0 || !url.includes('X-Amz-', start)) return 'none';
  return fromQuery(new URLSearchParams(url.slice(start))) ?? 'incomplete';
}
