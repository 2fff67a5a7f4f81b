import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';

describe('the command line', () => {
  it('starts at port 8000 and watches, when nothing is said', () => {
    expect(readArguments([], {})).toEqual({ basePort: 8000, context: {}, inspect: [], watch: true });
  });

  it('takes every option', () => {
    const args = [
      '--port',
      '8100',
      '--host',
      '0.0.0.0',
      '--public-host',
      'box',
      '--data',
      'd',
      '-c',
      'a=b=c',
    ];
    const more = ['--inspect', 'send', '--inspect', 'sync', '--order', 'shuffle:7:20', '--no-watch'];

    const options = readArguments([...args, ...more], { DATABASE_URL: 'postgres://x', REDIS_URL: '' });

    expect(options).toEqual({
      basePort: 8100,
      host: '0.0.0.0',
      publicHost: 'box',
      dataDir: 'd',
      context: { a: 'b=c' },
      inspect: ['send', 'sync'],
      order: { mode: 'shuffle', seed: 7, maxDelayMs: 20 },
      watch: false,
      databaseUrl: 'postgres://x',
    });
  });

  it.each([['--port', '8x'], ['--port', '70000'], ['--context', 'a'], ['--order', 'random'], ['--nothing']])(
    'refuses %s %s',
    (...args) => {
      expect(() => readArguments(args, {})).toThrow();
    },
  );
});
