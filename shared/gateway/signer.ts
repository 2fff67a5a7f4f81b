import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from './sha256.ts';

/** Who signs: the role of the function. */
export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

export type SignerOptions = {
  /** As signatures name it: `execute-api`. */
  readonly service: string;
  readonly region: string;
  /** Asked for each signature: Lambda keeps them up to date. */
  readonly credentials: () => Credentials;
};

export type UnsignedRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Signs a request (Signature Version 4). Returns its headers. */
export type Sign = (request: UnsignedRequest) => Promise<Record<string, string>>;

/**
 * The AWS SDK's signer without an SDK client around it.
 *
 * @NOTE A client looks for its credentials in ten places. In Lambda they are in the environment and stay the same as long as it
 * lives; leaving out the rest takes 280 KB and 60 ms off a cold start.
 */
export function openSigner({ service, region, credentials }: SignerOptions): Sign {
  const signer = new SignatureV4({ service, region, credentials: async () => credentials(), sha256: Sha256 });
  return async ({ method, url, headers, body }) => {
    const signed = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      headers: { host: url.host, ...headers },
      body,
    });
    return signed.headers;
  };
}
