import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

type Service = {
  readonly image: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly profiles?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly configs?: readonly { readonly source: string }[];
};

type Compose = {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
};

const compose: Compose = parse(readFileSync('docker-compose.yml', 'utf8'));
const services = Object.entries(compose.services);

describe('docker-compose.yml', () => {
  it('has Postgres 18, Valkey, pgAdmin on 5050, the app at 8000, and LocalStack under its profile', () => {
    expect(compose.services['postgres']?.image).toMatch(/^postgres:18/);
    expect(compose.services['valkey']?.image).toMatch(/^valkey\/valkey:8/);
    expect(compose.services['pgadmin']?.ports).toEqual(['127.0.0.1:5050:80']);
    expect(compose.services['app']?.ports).toContain('127.0.0.1:8000-8003:8000-8003');
    expect(compose.services['localstack']?.profiles).toEqual(['localstack']);
    const always = services.filter(([, { profiles }]) => !profiles).map(([name]) => name);
    expect(always).toEqual(['postgres', 'valkey', 'pgadmin', 'app']);
  });

  it.each(services)('%s has a health check, and opens ports on the loopback address only', (_, service) => {
    expect(service.healthcheck?.test.length).toBeGreaterThan(1);
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it.each(services)('%s waits only for services that have a health check', (_, service) => {
    for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(compose.services[name]?.healthcheck).toBeDefined();
      expect(condition).toBe('service_healthy');
    }
  });

  it.each(services)('%s names volumes and configs that are there', (_, { volumes = [], configs = [] }) => {
    const named = volumes.map((volume) => volume.split(':')[0] ?? '').filter((name) => /^\w/.test(name));

    expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(named));
    expect(Object.keys(compose.configs)).toEqual(expect.arrayContaining(configs.map(({ source }) => source)));
  });

  it('gives the app the stores of the composition', () => {
    const { POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB } = compose.services['postgres']?.environment ?? {};
    const { DATABASE_URL, REDIS_URL } = compose.services['app']?.environment ?? {};

    expect(DATABASE_URL).toBe(
      `postgres://${POSTGRES_USER}:${POSTGRES_PASSWORD}@postgres:5432/${POSTGRES_DB}`,
    );
    expect(REDIS_URL).toBe('redis://valkey:6379');
  });

  it('has LocalStack load every service that the template asks for, and run functions on any processor', () => {
    const { environment = {} } = compose.services['localstack'] ?? {};

    // A list of services turns all others off; without one they are loaded when they are called.
    expect(environment).not.toHaveProperty('SERVICES');
    expect(environment['LAMBDA_IGNORE_ARCHITECTURE']).toBe('1');
  });

  it('tells pgAdmin of the server in JSON', () => {
    const servers = JSON.parse(compose.configs['pgadmin-servers']?.content ?? '');

    expect(servers.Servers['1']).toMatchObject({ Host: 'postgres', Port: 5432, Username: 'parley' });
  });
});

describe('.github', () => {
  it.each(['aws/pipeline-roles.yml', 'dependabot.yml'])('%s is YAML', (file) => {
    expect(parse(readFileSync(`.github/${file}`, 'utf8'))).toBeTypeOf('object');
  });

  it('has dependabot renew the pinned actions', () => {
    const { updates } = parse(readFileSync('.github/dependabot.yml', 'utf8'));

    expect(updates).toContainEqual(
      expect.objectContaining({ 'package-ecosystem': 'github-actions', directory: '/' }),
    );
  });

  it('runs the same npm test in CI, on real stores', () => {
    const { jobs } = parse(readFileSync('.github/workflows/ci.yml', 'utf8'));

    const commands = jobs.test.steps.map(({ run }: { readonly run?: string }) => run);
    expect(commands).toEqual(expect.arrayContaining(['npm run check', 'npm run lint:templates', 'npm test']));
    expect(Object.keys(jobs.test.services)).toEqual(['postgres', 'valkey']);
    expect(jobs.test.env).toMatchObject({ DATABASE_URL: expect.any(String), REDIS_URL: expect.any(String) });
  });
});
