import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import type { Credentials } from './peer-facts.ts';

/** A whole HTTP request that posts to a connection. */
export type SignedPost = Buffer;

const region = 'us-east-1';
const body = JSON.stringify({ type: 'event', text: 'x'.repeat(100) });

/** Posts to connections, signed by the signer of the unmodified SDK. A signature holds for five minutes. */
export function signPosts(
  postUrl: string,
  connectionIds: readonly string[],
  credentials: Credentials,
): Promise<SignedPost[]> {
  const client = new ApiGatewayManagementApiClient({ region, credentials, endpoint: postUrl });
  const { hostname, port, host, pathname } = new URL(postUrl);
  return Promise.all(
    connectionIds.map(async (id) => {
      const path = `${pathname}/@connections/${encodeURIComponent(id)}`;
      const signer = await client.config.signer({
        name: 'sigv4',
        signingName: 'execute-api',
        signingRegion: region,
        properties: {},
      });
      const unsigned = {
        ...{ method: 'POST', protocol: 'http:', hostname, port: Number(port), path, body },
        headers: { host, 'content-type': 'application/octet-stream', 'content-length': String(body.length) },
      };
      const { headers } = await signer.sign(unsigned, { signingDate: new Date() });
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
    }),
  );
}
