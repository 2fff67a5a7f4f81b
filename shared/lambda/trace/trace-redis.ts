import { tracingChannel } from 'node:diagnostics_channel';
import { scriptName } from '../../redis/script.ts';
import { isTraceable } from './daemon.ts';
import { beginSpan, type Span } from './span.ts';

/** What ioredis tells of a command. */
type Told = { readonly command: string; readonly args: readonly string[]; readonly error?: unknown };

/** A script by its name, any other command by its own. */
const nameOf = ({ command, args }: Told): string =>
  (command === 'evalsha' && scriptName(args[0] ?? '')) || command;

/** A script that Redis has not met is no fault: it is sent at once. */
const isFault = (error: unknown): boolean =>
  error !== undefined && !(error instanceof Error && error.message.startsWith('NOSCRIPT'));

/**
 * Has the commands of every Redis client shown in the invocation's trace, by name. ioredis tells of them only while somebody
 * listens, and nobody does where there is no daemon.
 */
export function traceRedis(): void {
  if (!isTraceable) return;
  const spans = new WeakMap<object, Span>();
  const ignored = () => {};
  tracingChannel<Told>('ioredis:command').subscribe({
    start: (told) => {
      const span = beginSpan('redis');
      if (span) spans.set(told, span);
    },
    asyncEnd: (told) =>
      spans.get(told)?.end({ annotations: { command: nameOf(told) }, fault: isFault(told.error) }),
    end: ignored,
    asyncStart: ignored,
    error: ignored,
  });
}
