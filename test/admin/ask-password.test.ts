import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askPassword } from '../../scripts/admin/ask-password.ts';
import { until } from '../setup/until.ts';

/** A terminal: what is typed into it, and what it shows. */
function terminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  let shown = '';
  output.on('data', (chunk) => {
    shown += chunk;
  });
  const type = async (prompt: string, keys: string) => {
    await until(() => shown.endsWith(prompt) || undefined, { what: prompt });
    input.write(keys);
  };
  return { input, output, type, shown: () => shown };
}

describe('a password that is typed', () => {
  it('is asked for twice and never shown', async () => {
    const { input, output, type, shown } = terminal();

    const asked = askPassword('ann', input, output);
    await type('Password: ', 'correct horsee\u007f\r');
    await type('Again: ', 'correct horse\r');

    expect(await asked).toBe('correct horse');
    expect(shown()).toBe('There is no user ann yet.\nPassword: \nAgain: \n');
  });

  it('is refused when the two differ', async () => {
    const { input, output, type } = terminal();

    const asked = askPassword('ann', input, output);
    asked.catch(() => undefined);
    await type('Password: ', 'correct horse\r');
    await type('Again: ', 'correct hosre\r');

    await expect(asked).rejects.toThrow('the two passwords differ');
  });

  it.each([
    { key: 'Ctrl-C', keys: 'corr\u0003' },
    { key: 'Ctrl-D', keys: '\u0004' },
  ])('can be given up with $key', async ({ keys }) => {
    const { input, output, type } = terminal();

    const asked = askPassword('ann', input, output);
    asked.catch(() => undefined);
    await type('Password: ', keys);

    await expect(asked).rejects.toThrow('given up');
  });
});
