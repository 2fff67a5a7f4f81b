import { formatWithOptions } from 'node:util';

const levels = {
  trace: 'TRACE',
  debug: 'DEBUG',
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
} as const;

/**
 * Makes the global console write as Lambda's does: time, request id, level and text between tabs, or one JSON object where the
 * function's log format is JSON. A line break inside a text becomes a carriage return, so that one call is one line. Returns `console.error`.
 */
export function installConsole(requestId: () => string | undefined): (...values: unknown[]) => void {
  const isJson = process.env['AWS_LAMBDA_LOG_FORMAT'] === 'JSON';
  const write = isJson ? jsonLine : textLine;
  const log =
    (level: string) =>
    (...values: unknown[]) => {
      process.stdout.write(`${write(level, requestId(), values)}\n`);
    };
  for (const [method, level] of Object.entries(levels)) Object.assign(console, { [method]: log(level) });
  return log('ERROR');
}

/**
 * Makes writes to the outputs wait until they are taken: nothing is lost when the process is frozen, ends or is killed, and who
 * writes too much waits instead of filling its memory.
 */
export function writeAtOnce(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const handle: unknown = Reflect.get(stream, '_handle');
    if (canBlock(handle)) handle.setBlocking(true);
  }
}

type Blocking = { readonly setBlocking: (isBlocking: boolean) => void };

const canBlock = (handle: unknown): handle is Blocking =>
  typeof handle === 'object' && handle !== null && 'setBlocking' in handle;

type Line = (level: string, requestId: string | undefined, values: readonly unknown[]) => string;

const textLine: Line = (level, requestId, values) =>
  [new Date().toISOString(), requestId ?? 'undefined', level, formatWithOptions({ colors: false }, ...values)]
    .join('\t')
    .replace(/\r?\n/g, '\r');

const jsonLine: Line = (level, requestId, values) => {
  const [only] = values;
  const message =
    values.length === 1 && typeof only === 'object' && !(only instanceof Error)
      ? only
      : formatWithOptions({ colors: false }, ...values);
  return JSON.stringify({ timestamp: new Date().toISOString(), level, requestId, message });
};
