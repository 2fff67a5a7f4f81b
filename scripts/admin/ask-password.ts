import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/**
 * A password: typed twice on a terminal, which doesn't show it, or the first line of what is piped in.
 *
 * @throws when the two differ, when there is none, or when the one who types gives up.
 */
export async function askPassword(
  username: string,
  input: Input,
  output: NodeJS.WritableStream,
): Promise<string> {
  if (!input.isTTY) {
    const [line = ''] = (await readAll(input)).split(/\r?\n/);
    if (line === '') throw new Error(`there is no user ${username}; give a password on standard input`);
    return line;
  }
  output.write(`There is no user ${username} yet.\n`);
  const password = await typed('Password: ', input, output);
  const again = await typed('Again: ', input, output);
  if (password !== again) throw new Error('the two passwords differ');
  return password;
}

async function readAll(input: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of input) text += chunk;
  return text;
}

const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });

/** One line, unseen. */
async function typed(prompt: string, input: Input, output: NodeJS.WritableStream): Promise<string> {
  output.write(prompt);
  const lines = createInterface({ input, output: unseen, terminal: true });
  const abort = new AbortController();
  for (const event of ['SIGINT', 'close']) lines.on(event, () => abort.abort());
  try {
    return await lines.question('', { signal: abort.signal });
  } catch (cause) {
    throw new Error('given up', { cause });
  } finally {
    lines.close();
    output.write('\n');
  }
}
