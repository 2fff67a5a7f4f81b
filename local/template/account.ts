/** The one account and region that a laptop stands for. */
export const account = {
  id: '000000000000',
  region: 'us-east-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
} as const;

/** `arn:aws:<service>:us-east-1:000000000000:<rest>`. */
export const arn = (service: string, rest: string): string =>
  `arn:${account.partition}:${service}:${account.region}:${account.id}:${rest}`;

/** An ARN of a service that has no regions. */
export const globalArn = (service: string, rest: string): string =>
  `arn:${account.partition}:${service}::${account.id}:${rest}`;

/** The host name an API has in AWS. */
export const executeApiHost = (apiId: string): string =>
  `${apiId}.execute-api.${account.region}.${account.urlSuffix}`;
