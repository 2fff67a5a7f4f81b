import { afterEach, describe, expect, it, vi } from 'vitest';

const lines: string[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  lines.length = 0;
});

/** The logger as a function has it: what it writes is caught. */
async function aLogger() {
  vi.resetModules();
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  for (const method of ['info', 'warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((line) => void lines.push(String(line)));
  }
  return (await import('./logger.ts')).log;
}

/** As ioredis and pg make them: with what was asked, and with the row. */
const fromRedis = () =>
  Object.assign(new Error('READONLY You can’t write against a read only replica.'), {
    name: 'ReplyError',
    command: { name: 'evalsha', args: ['{"body":"a secret"}'] },
  });
const fromPostgres = () =>
  Object.assign(new Error('null value in column "body"'), {
    code: '23502',
    detail: 'Failing row contains (a secret)',
    where: 'a secret',
  });

describe('an error in the log', () => {
  it('has its name, message, code and stack, and so has its cause', async () => {
    const log = await aLogger();
    const error = new Error('cannot answer now', { cause: fromPostgres() });

    log.error('message.failed', { error });

    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      message: 'message.failed',
      error: {
        name: 'Error',
        message: 'cannot answer now',
        stack: expect.anything(),
        cause: { name: 'Error', message: 'null value in column "body"', code: '23502' },
      },
    });
  });

  it('has nothing else of it: libraries put what they were asked there', async () => {
    const log = await aLogger();

    log.warn('message.undelivered', { error: new Error('cannot announce', { cause: fromRedis() }) });
    log.warn('message.undelivered', { error: fromRedis() });
    log.error('message.failed', { error: fromPostgres() });
    log.warn('message.failed', { error: new Error('cannot', { cause: { args: ['a secret'] } }) });
    log.warn('message.failed', { error: new AggregateError([fromRedis()], 'all failed') });

    expect(lines).toHaveLength(5);
    expect(lines.join('\n')).not.toContain('a secret');
  });
});
