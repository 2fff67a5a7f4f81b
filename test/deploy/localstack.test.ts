import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const deploy = (env: Readonly<Record<string, string>>) =>
  spawnSync(process.execPath, ['scripts/deploy-localstack.ts'], { env, encoding: 'utf8', timeout: 20_000 });

describe('npm run deploy:localstack', () => {
  it('says that it needs a token, and does nothing without one', () => {
    const { status, stdout, stderr } = deploy({});

    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^cannot deploy to LocalStack: LOCALSTACK_AUTH_TOKEN is not set; .*\n$/);
  });

  it('says how to start a LocalStack that is not there', () => {
    const { status, stderr } = deploy({
      LOCALSTACK_AUTH_TOKEN: 'none',
      LOCALSTACK_URL: 'http://127.0.0.1:1',
    });

    expect(status).toBe(1);
    expect(stderr).toMatch(/there is no LocalStack at http:\/\/127\.0\.0\.1:1: docker compose --profile/);
  });
});
