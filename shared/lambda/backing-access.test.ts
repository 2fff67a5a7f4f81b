import { describe, expect, it } from 'vitest';
import { cacheAccess, databaseAccess, ownCredentials } from './backing-access.ts';
import { databaseOptions } from './database-options.ts';

const made = {
  AWS_REGION: 'eu-west-1',
  DATABASE_HOST: 'db.example.com',
  DATABASE_PORT: '5432',
  DATABASE_NAME: 'parley',
  DATABASE_USER: 'parley_app',
  CACHE_HOST: 'cache.example.com',
  CACHE_PORT: '6379',
  CACHE_NAME: 'parley-prod',
  CACHE_USER: 'parley-prod-app',
};

describe('the way to a server that was given', () => {
  it('is its URL, and the role to become', () => {
    const url = 'postgres://ann@localhost/parley';

    expect(databaseAccess({ ...made, DATABASE_URL: url, DATABASE_ROLE: 'parley_app' })).toEqual({
      kind: 'url',
      url,
      role: 'parley_app',
    });
    expect(cacheAccess({ ...made, CACHE_URL: 'redis://localhost' })).toEqual({
      kind: 'url',
      url: 'redis://localhost',
    });
  });
});

describe('the way to a server that the stack made', () => {
  it('is host, port, name and user', () => {
    expect(databaseAccess(made)).toEqual({
      kind: 'token',
      host: 'db.example.com',
      port: 5432,
      name: 'parley',
      user: 'parley_app',
      region: 'eu-west-1',
    });
    expect(cacheAccess(made)).toMatchObject({ kind: 'token', port: 6379, name: 'parley-prod' });
  });

  it('is over TLS, with a password that is made when it is asked for and nothing a proxy would refuse', () => {
    const signing = {
      credentials: () => ({ accessKeyId: 'a', secretAccessKey: 's' }),
      now: () => new Date(),
    };

    const { password, ssl, ...rest } = databaseOptions(databaseAccess(made), signing);

    expect(ssl).toBe(true);
    expect(password).toBeTypeOf('function');
    expect(rest).toEqual({ host: 'db.example.com', port: 5432, user: 'parley_app', database: 'parley' });
  });

  it.each([
    ['DATABASE_HOST', databaseAccess],
    ['DATABASE_USER', databaseAccess],
    ['CACHE_NAME', cacheAccess],
    ['AWS_REGION', cacheAccess],
    ['AWS_ACCESS_KEY_ID', ownCredentials],
  ])('cannot be told without %s', (name, read) => {
    expect(() => read({ ...made, [name]: undefined })).toThrow(`cannot start: ${name} is not set`);
  });
});
