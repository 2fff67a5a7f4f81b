// `npm run deploy:localstack`: deploys the stage `emulator` to the LocalStack of docker-compose.yml. It needs LocalStack's token.
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { cdkFor } from './deploy/cdk.ts';

const { LOCALSTACK_AUTH_TOKEN: token, LOCALSTACK_URL, DATABASE_URL, REDIS_URL } = process.env;
const url = LOCALSTACK_URL || 'http://127.0.0.1:4566';
/** As functions see them: LocalStack runs them in containers beside the composition's. */
const databaseUrl = DATABASE_URL || 'postgres://parley:parley@postgres:5432/parley';
const redisUrl = REDIS_URL || 'redis://valkey:6379';
const stack = 'parley-emulator';

async function requireLocalStack(): Promise<void> {
  if (!token) {
    throw new Error(
      'LOCALSTACK_AUTH_TOKEN is not set; API Gateway v2 is not in LocalStack’s free edition (npm run test:deploy needs no token)',
    );
  }
  const isUp = await fetch(`${url}/_localstack/health`).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!isUp) {
    throw new Error(`there is no LocalStack at ${url}: docker compose --profile localstack up -d localstack`);
  }
}

async function deploy(): Promise<void> {
  const folder = resolve('.local/localstack');
  mkdirSync(folder, { recursive: true });
  const { signal } = new AbortController();
  const cdk = cdkFor({ url, region: 'us-east-1', folder, signal, say: (line) => console.log(line) });
  const stage = ['-c', 'stage=emulator', '--output', `${folder}/cdk.out`];
  await cdk('bootstrap', 'aws://000000000000/us-east-1', ...stage);
  const given = ['--parameters', `DatabaseUrl=${databaseUrl}`, '--parameters', `CacheUrl=${redisUrl}`];
  await cdk('deploy', stack, ...stage, ...given, '--require-approval', 'never');
}

try {
  await requireLocalStack();
  await deploy();
} catch (error) {
  console.error(`cannot deploy to LocalStack: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
