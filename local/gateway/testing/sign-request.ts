import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { testKey } from './running-api.ts';

export type SigningOptions = {
  readonly body?: string;
  readonly region?: string;
  readonly service?: string;
  readonly secretAccessKey?: string;
  readonly accessKeyId?: string;
  readonly signingDate?: Date;
  /** Signs in the query and returns its parameters. */
  readonly presigned?: boolean;
};

/** The signer of the unmodified SDK. */
async function signerOf({ region = 'eu-central-1', service = 'execute-api', ...given }: SigningOptions) {
  const { accessKeyId = testKey.accessKeyId, secretAccessKey = testKey.secretAccessKey } = given;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new ApiGatewayManagementApiClient({ region, credentials, endpoint: 'http://localhost' });
  return client.config.signer({ name: 'sigv4', signingName: service, signingRegion: region, properties: {} });
}

/** The headers of a request signed by the signer of the SDK, or the query of a presigned one. */
export async function signedHeaders(
  method: string,
  url: string,
  options: SigningOptions = {},
): Promise<Record<string, string>> {
  const { hostname, port, pathname, searchParams, host } = new URL(url);
  const { signingDate = new Date(), body } = options;
  const signer = await signerOf(options);
  const request = {
    method,
    protocol: 'http:',
    hostname,
    port: Number(port),
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: { host },
    ...(body !== undefined && { body }),
  };
  if (!options.presigned) return (await signer.sign(request, { signingDate })).headers;
  if (!('presign' in signer) || typeof signer.presign !== 'function') throw new Error('cannot presign');
  const { query } = await signer.presign(request, { signingDate, expiresIn: 60 });
  return query;
}
