import { describe, expect, it } from 'vitest';
import { signedHeaders } from '../../local/gateway/testing/sign-request.ts';
import { openSigner } from './signer.ts';

const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

const requests = [
  { service: 'execute-api', url: 'https://abc.execute-api.eu-west-1.amazonaws.com/prod/@connections/Zx%3D' },
  { service: 'execute-api', url: 'http://127.0.0.1:8001/local/@connections/a-b_c%3D' },
  { service: 'secretsmanager', url: 'https://secretsmanager.eu-west-1.amazonaws.com/' },
  { service: 'lambda', url: 'https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/a-b/invocations' },
];

describe('the signer', () => {
  it.each(requests)('signs as a client of the SDK does: $service, $url', async ({ service, url }) => {
    const body = '{"text":"grüße"}';
    const region = 'eu-west-1';

    const ours = await openSigner({ service, region, credentials: () => credentials })({
      method: 'POST',
      url: new URL(url),
      headers: {},
      body,
    });
    const signingDate = new Date(
      ours['x-amz-date']?.replace(/(....)(..)(..T..)(..)(.*)/, '$1-$2-$3:$4:$5') ?? 0,
    );
    const theirs = await signedHeaders('POST', url, { ...credentials, service, region, body, signingDate });

    expect(ours['authorization']).toBe(theirs['authorization']);
  });

  it('names the session of temporary credentials, and signs it', async () => {
    const sign = openSigner({
      service: 'lambda',
      region: 'eu-west-1',
      credentials: () => ({ ...credentials, sessionToken: 'session' }),
    });

    const headers = await sign({
      method: 'POST',
      url: new URL('https://example.com/'),
      headers: {},
      body: '',
    });

    expect(headers['x-amz-security-token']).toBe('session');
    expect(headers['authorization']).toContain('x-amz-security-token');
  });
});
