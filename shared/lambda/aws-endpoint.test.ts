import { describe, expect, it } from 'vitest';
import { awsEndpoint } from './aws-endpoint.ts';

const secrets = { host: 'secretsmanager', variable: 'SECRETS_MANAGER' };
const here = { AWS_REGION: 'eu-west-1' };
const both = { AWS_USE_DUALSTACK_ENDPOINT: 'true' };

describe('the endpoint of an AWS service', () => {
  it.each([
    ['has the region’s name', here, 'https://secretsmanager.eu-west-1.amazonaws.com'],
    [
      'has a name with IPv6 addresses where that is asked for',
      { ...here, ...both },
      'https://secretsmanager.eu-west-1.api.aws',
    ],
    [
      'ends otherwise in China',
      { AWS_REGION: 'cn-north-1' },
      'https://secretsmanager.cn-north-1.amazonaws.com.cn',
    ],
    [
      'ends otherwise in China with IPv6, too',
      { AWS_REGION: 'cn-north-1', ...both },
      'https://secretsmanager.cn-north-1.api.amazonwebservices.com.cn',
    ],
    ['is what the environment says for all', { ...here, ...both, AWS_ENDPOINT_URL: 'http://a' }, 'http://a'],
    [
      'is what the environment says for the service, before that',
      { ...here, AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://b' },
      'http://b',
    ],
  ])('%s', (_, environment, endpoint) => {
    expect(awsEndpoint(secrets, environment)).toBe(endpoint);
  });

  it('is not guessed without a region', () => {
    expect(() => awsEndpoint(secrets, {})).toThrow('cannot start: AWS_REGION is not set');
  });
});
