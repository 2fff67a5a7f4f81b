type Environment = Readonly<Record<string, string | undefined>>;

/** Of a service, as its name is in host names and as variables have it. */
export type AwsService = { readonly host: string; readonly variable: string };

/** What ends the names of AWS, by partition: the usual ones, and those that have IPv6 addresses as well. */
const suffixes = {
  aws: { usual: 'amazonaws.com', dualStack: 'api.aws' },
  china: { usual: 'amazonaws.com.cn', dualStack: 'api.amazonwebservices.com.cn' },
};

/**
 * Where an AWS service is in this region, found as the SDKs find it: where the environment says, for the service or for all;
 * else by the region's name, which is another one where the way out is IPv6 alone (`AWS_USE_DUALSTACK_ENDPOINT`).
 *
 * @throws Error when the environment names no region.
 */
export function awsEndpoint({ host, variable }: AwsService, environment: Environment): string {
  const given = environment[`AWS_ENDPOINT_URL_${variable}`] || environment['AWS_ENDPOINT_URL'];
  if (given) return given;
  const { AWS_REGION: region, AWS_USE_DUALSTACK_ENDPOINT: dualStack } = environment;
  if (!region) throw new Error('cannot start: AWS_REGION is not set');
  const { usual, dualStack: both } = region.startsWith('cn-') ? suffixes.china : suffixes.aws;
  return `https://${host}.${region}.${dualStack === 'true' ? both : usual}`;
}
