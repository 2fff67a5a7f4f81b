import { Signer } from '@aws-sdk/rds-signer';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectToken, type Door } from './connect-token.ts';

const now = new Date('2026-11-23T07:00:00Z');
/** AWS's own example, with signs in the session token that must be encoded. */
const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'session/token+with=signs',
};
const host = 'db.abc.eu-west-1.rds.amazonaws.com';
const database: Door = {
  service: 'rds-db',
  region: 'eu-west-1',
  host: `${host}:5432`,
  query: { DBUser: 'parley_app' },
};
const cache: Door = {
  service: 'elasticache',
  region: 'eu-west-1',
  host: 'parley-prod',
  query: { User: 'parley-prod-app' },
};

const parametersOf = (token: string) =>
  Object.fromEntries([...new URL(`https://${token}`).searchParams].toSorted());

describe('the token for Postgres', () => {
  beforeEach(() => void vi.useFakeTimers({ now, toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  it('is the one that the AWS library makes', async () => {
    const signer = new Signer({
      hostname: host,
      port: 5432,
      username: 'parley_app',
      region: 'eu-west-1',
      credentials,
    });

    const theirs = await signer.getAuthToken();
    const ours = await connectToken(database, credentials, now);

    expect(parametersOf(ours)).toEqual(parametersOf(theirs));
    expect(ours.split('?')[0]).toBe(theirs.split('?')[0]);
    expect(ours.length).toBe(theirs.length);
  });

  it('has the documented form: no scheme, host with port, user, 15 minutes', async () => {
    const token = await connectToken(database, credentials, now);

    expect(token.startsWith(`${host}:5432/?Action=connect&DBUser=parley_app&`)).toBe(true);
    expect(parametersOf(token)).toEqual({
      Action: 'connect',
      DBUser: 'parley_app',
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': 'AKIDEXAMPLE/20261123/eu-west-1/rds-db/aws4_request',
      'X-Amz-Date': '20261123T070000Z',
      'X-Amz-Expires': '900',
      'X-Amz-Security-Token': 'session/token+with=signs',
      'X-Amz-SignedHeaders': 'host',
      // As botocore, the AWS library for Python, signs it.
      'X-Amz-Signature': '0f1ad629c489f92020f88a7794824bc4208fd2d51875c946e4ffd5de93b5f5ef',
    });
  });
});

describe('the token for the cache', () => {
  it('is the one that botocore makes, AWS having no JavaScript library for it', async () => {
    const token = await connectToken(cache, credentials, now);

    expect(token.startsWith('parley-prod/?Action=connect&User=parley-prod-app&')).toBe(true);
    expect(parametersOf(token)).toMatchObject({
      'X-Amz-Credential': 'AKIDEXAMPLE/20261123/eu-west-1/elasticache/aws4_request',
      'X-Amz-Expires': '900',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': '9bd08f0f5314668ad3c4c5adda9cf99e801d26acf79b36b0d43e38f6e45d8a68',
    });
  });

  it('differs for another moment and another user', async () => {
    const tokens = await Promise.all([
      connectToken(cache, credentials, now),
      connectToken(cache, credentials, new Date(now.getTime() + 1_000)),
      connectToken({ ...cache, query: { User: 'other' } }, credentials, now),
    ]);

    expect(new Set(tokens).size).toBe(3);
  });

  it('is made without a session, as with a user’s own keys', async () => {
    const token = await connectToken(cache, { accessKeyId: 'A', secretAccessKey: 'S' }, now);

    expect(token).not.toContain('Security-Token');
  });
});
