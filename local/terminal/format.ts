import type { styleText } from 'node:util';
import type { GatewayEvent } from '../gateway/events/gateway-event.ts';
import type { InvocationEvent, LambdaEvent } from '../lambda/lambda-event.ts';
import { asText, readLogLine } from './log-line.ts';

type Style = Parameters<typeof styleText>[0];
/** Colours a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

const nameWidth = 18;

/** Escapes whatever could move the cursor or look like a line of ours: what functions write is not ours. */
const harmless = (text: string): string => withoutControls(text).replaceAll('\n', continuation);

const continuation = `\n${' '.repeat(nameWidth + 13)}| `;

const withoutControls = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(2, '0');
    return `\\x${code}`;
  });

const clock = (now: number) => {
  const date = new Date(now);
  const part = (value: number, width = 2) => String(value).padStart(width, '0');
  return `${part(date.getHours())}:${part(date.getMinutes())}:${part(date.getSeconds())}.${part(date.getMilliseconds(), 3)}`;
};

/** One readable line for a Lambda event. */
export function formatLambdaEvent(event: LambdaEvent, now: number, paint: Paint): string {
  const time = paint('dim', clock(now));
  switch (event.kind) {
    case 'invocation':
      return `${time} ${invocation(event, paint)}`;
    case 'line':
      return `${time} ${paint('cyan', event.function.padEnd(nameWidth))} ${line(event.text, paint)}`;
    case 'inspect':
      return `${time} ${event.function.padEnd(nameWidth)} debugger: ${event.url}`;
    case 'note':
      return `${time} ${paint('yellow', event.text)}`;
  }
}

function invocation(event: InvocationEvent, paint: Paint): string {
  const { initMs, outcome, errorType, errorMessage } = event;
  const start = initMs === undefined ? 'warm' : `cold, init ${initMs.toFixed(0)} ms`;
  const end = outcome === 'ok' ? paint('green', 'ok') : paint('red', outcome);
  const reason =
    errorType === undefined ? '' : ` ${errorType}: ${harmless(errorMessage ?? '').slice(0, 200)}`;
  return `${paint('bold', event.function.padEnd(nameWidth))} ${end} ${event.durationMs.toFixed(1)} ms (${start}) ${event.peakMb} MB${reason}`;
}

function line(text: string, paint: Paint): string {
  const { level, message, fields } = readLogLine(text.slice(0, 4000));
  const pairs = Object.entries(fields).map(
    ([name, value]) => ` ${paint('dim', `${harmless(name)}=`)}${pair(value)}`,
  );
  const style: Style | undefined = { ERROR: 'red' as const, WARN: 'yellow' as const }[level];
  const first = style === undefined ? harmless(message) : paint(style, `${level} ${harmless(message)}`);
  return `  ${first}${pairs.join('')}`;
}

const pair = (value: unknown) => {
  const text = harmless(asText(value));
  return text.includes(' ') && typeof value === 'string' ? JSON.stringify(text) : text;
};

/** One readable line for what a gateway tells that no invocation's line says; `undefined` for the rest. */
export function formatGatewayEvent(event: GatewayEvent, now: number, paint: Paint): string | undefined {
  const time = paint('dim', clock(now));
  switch (event.kind) {
    case 'connection refused':
      return `${time} ${'connection'.padEnd(nameWidth)} ${paint('yellow', `refused ${event.status}`)} ${harmless(event.reason)}`;
    case 'connection closed':
      return `${time} ${'connection'.padEnd(nameWidth)} closed ${event.code} ${harmless(event.reason)}`;
    case 'note':
      return `${time} ${paint('yellow', harmless(event.text))}`;
    case 'connection opened':
    case 'message':
    case 'management':
    case 'http':
      return undefined;
  }
}
