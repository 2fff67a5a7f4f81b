import { resolve } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import type { LocalEvent, Running } from './app/start-options.ts';
import { help, readArguments } from './arguments.ts';
import { stopWithParent } from './processes/stop-with-parent.ts';
import { start } from './start.ts';
import { explainFailure } from './terminal/explain-failure.ts';
import { formatGatewayEvent, formatLambdaEvent, type Paint } from './terminal/format.ts';
import { LineLimit } from './terminal/line-limit.ts';

const paint: Paint = (style, text) => styleText(style, text, { stream: process.stdout });
const limit = new LineLimit((name, held) => console.log(`${name}: ${held} more lines in its log file`));

function show({ source, event }: LocalEvent): void {
  const now = Date.now();
  if (source === 'lambda' && event.kind === 'line' && !limit.admits(event.function, now)) return;
  const line =
    source === 'lambda' ? formatLambdaEvent(event, now, paint) : formatGatewayEvent(event, now, paint);
  if (line !== undefined) console.log(line);
}

function printReady({ endpoints, print }: Running, since: number): void {
  const urls = Object.entries(endpoints).map(([name, url]) => `  ${name.padEnd(10)} ${paint('bold', url)}`);
  const took = ((performance.now() - since) / 1000).toFixed(1);
  console.log(['', `Ready in ${took} s. Ctrl-C stops everything.`, ...urls, ...print, ''].join('\n'));
}

async function main(): Promise<void> {
  const since = performance.now();
  const options = readArguments(process.argv.slice(2), process.env);
  if (options === 'help') {
    console.log(help);
    return;
  }
  // Whoever read this output has gone; what runs goes on until it is told to stop.
  process.stdout.on('error', () => undefined);
  const starting = start({ ...options, onEvent: show, onProgress: (line) => console.log(line) });
  stopWithParent(async () => (await starting).stop());
  printReady(await starting, since);
}

try {
  await main();
} catch (error) {
  const { data = '.local' } = parseArgs({ strict: false, options: { data: { type: 'string' } } }).values;
  console.error(explainFailure(error, resolve(String(data))));
  process.exit(1);
}
