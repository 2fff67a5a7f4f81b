import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../gateway/sha256.ts';
import type { Credentials } from '../gateway/signer.ts';

/** Whom a token is shown to, and who it says one is. */
export type Door = {
  readonly service: 'rds-db' | 'elasticache';
  readonly region: string;
  /** As the service knows itself: `host:port` of a database, the name of a cache. */
  readonly host: string;
  /** The user to log in as, under the name that the service asks for. */
  readonly query: Readonly<Record<string, string>>;
};

/** AWS takes no longer ones. An open connection outlives its token. */
const lifeSeconds = 900;

/**
 * A password of 15 minutes: a signed request to connect, without its scheme.
 *
 * RDS and ElastiCache take the same form. It is computed here, in a fraction of a millisecond; nobody is asked. See ADR 20.
 */
export async function connectToken(
  { service, region, host, query }: Door,
  credentials: Credentials,
  now: Date,
): Promise<string> {
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const [hostname = ''] = host.split(':');
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname,
      path: '/',
      query: { Action: 'connect', ...query },
      headers: { host },
    },
    { expiresIn: lifeSeconds, signingDate: now },
  );
  const parameters = Object.entries(signed.query ?? {}).map(
    ([name, value]) => `${encode(name)}=${encode(String(value))}`,
  );
  return `${host}/?${parameters.join('&')}`;
}

/** As signatures want it (RFC 3986): more than `encodeURIComponent` does. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
