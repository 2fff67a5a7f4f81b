import { createHmac, hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { canonicalRequest } from './canonical-request.ts';
import { type PresentedSignature, readSignature } from './presented-signature.ts';
import { signingKey } from './signing-key.ts';

export type Verification =
  | { readonly kind: 'verified'; readonly accessKeyId: string }
  | { readonly kind: 'rejected'; readonly errorType: string; readonly message: string };

/** Whose signatures count, for where. */
export type SignatureScope = {
  readonly credentials: ReadonlyMap<string, string>;
  readonly region: string;
  readonly service: string;
  /** The time on the wall, in ms: signers don't know of a clock that tests speed up. */
  readonly wallTime: () => number;
};

export type PresentedRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer | string;
};

/** A signature in a header holds for five minutes either way. */
const skewMs = 5 * 60_000;

const rejected = (errorType: string, message: string): Verification => ({
  kind: 'rejected',
  errorType,
  message,
});
const invalid = (message: string): Verification => rejected('InvalidSignatureException', message);

function parseTime(text: string): number {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  return iso === text ? Number.NaN : Date.parse(iso);
}

function isCurrent(presented: PresentedSignature, now: number): boolean {
  const age = now - parseTime(presented.signedAt);
  const longest = presented.expiresSeconds === undefined ? skewMs : presented.expiresSeconds * 1000;
  return age >= -skewMs && age <= longest;
}

/** What is wrong with where and when a signature was made for; `undefined` when nothing is. */
function scopeError(presented: PresentedSignature, scope: SignatureScope): string | undefined {
  const { region, service, date, signedAt, signedHeaders } = presented;
  if (service !== scope.service) return `The signature is for the service ${service}, not ${scope.service}.`;
  if (region !== scope.region) return `The signature is for the region ${region}, not ${scope.region}.`;
  if (!signedAt.startsWith(date)) return 'The day of the credential is not the day of the signature.';
  if (!signedHeaders.includes('host')) return 'The host header must be signed.';
  return isCurrent(presented, scope.wallTime())
    ? undefined
    : `Signature expired or not yet current: ${signedAt}`;
}

function sign(presented: PresentedSignature, secret: string, request: PresentedRequest): string {
  const { date, region, service, signedAt, signedHeaders } = presented;
  const canonical = canonicalRequest(request, signedHeaders, hash('sha256', request.body, 'hex'));
  const text = `AWS4-HMAC-SHA256\n${signedAt}\n${date}/${region}/${service}/aws4_request\n${hash('sha256', canonical, 'hex')}`;
  return createHmac('sha256', signingKey(secret, date, region, service))
    .update(text)
    .digest('hex');
}

/**
 * Verifies the Signature Version 4 of a request, in its headers or in its query, and with it that path, query, signed headers
 * and body are what was signed.
 */
export function verifySignature(request: PresentedRequest, scope: SignatureScope): Verification {
  const presented = readSignature(request.url, request.headers);
  if (presented === 'none')
    return rejected('MissingAuthenticationTokenException', 'Missing Authentication Token');
  if (presented === 'incomplete')
    return rejected(
      'IncompleteSignatureException',
      'The signature lacks a part or is not Signature Version 4.',
    );
  const secret = scope.credentials.get(presented.accessKeyId);
  if (secret === undefined)
    return rejected('UnrecognizedClientException', 'The access key of the signature is not known.');
  const error = scopeError(presented, scope);
  if (error) return invalid(error);
  if (sign(presented, secret, request) !== presented.signature)
    return invalid('The signature does not match the request and the secret of its access key.');
  return { kind: 'verified', accessKeyId: presented.accessKeyId };
}
