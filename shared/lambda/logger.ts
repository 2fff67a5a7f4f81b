import { Logger } from '@aws-lambda-powertools/logger';
import { bareError } from './bare-error.ts';

/**
 * What a log line may hold beside its event name: ids, counts, codes and times. Never bodies, passwords, tokens, tickets or
 * whole events.
 */
export type Fields = {
  readonly requestId?: string;
  readonly connectionId?: string;
  readonly userId?: string;
  readonly roomId?: string | undefined;
  readonly sessionId?: string;
  readonly messageId?: string;
  readonly seq?: number;
  /** A range of seqs that were dealt with, the last one included. */
  readonly fromSeq?: number;
  readonly toSeq?: number;
  readonly length?: number;
  readonly repeated?: boolean;
  readonly retryAfterMs?: number | undefined;
  readonly code?: string | number | undefined;
  readonly reason?: string;
  readonly outcome?: string;
  readonly batches?: number;
  readonly rows?: number;
  readonly noted?: number;
  readonly announced?: number;
  readonly events?: number;
  readonly kind?: string;
  readonly posted?: number;
  readonly gone?: number;
  readonly failed?: number;
  readonly closed?: number;
  readonly rooms?: number;
  readonly method?: string;
  readonly route?: string;
  readonly status?: number;
  readonly durationMs?: number;
  readonly migrations?: readonly string[];
};

const logger = new Logger({ serviceName: process.env['POWERTOOLS_SERVICE_NAME'] ?? 'parley' });

/** Ours to look into: name, message, code and stack, and the same of what caused it. Nothing else of it is logged. */
type Failure = { readonly error: Error };

/**
 * Begins the lines of an invocation: each has these ids. An environment handles one invocation at a time, so they can't be
 * another's.
 */
export function beginLog(ids: Fields): void {
  logger.resetKeys();
  logger.appendKeys({ ...ids });
}

/** Adds what became known later, such as who is calling. */
export function extendLog(ids: Fields): void {
  logger.appendKeys({ ...ids });
}

function bare<Of extends Partial<Failure>>(fields: Of): Of {
  return fields.error ? { ...fields, error: bareError(fields.error) } : fields;
}

/** One line a call: the event's name first, then its fields. */
export const log = {
  /** A fact of the business. */
  info: (event: string, fields: Fields) => logger.info(event, fields),
  /** We coped. */
  warn: (event: string, fields: Fields & Partial<Failure>) => logger.warn(event, bare(fields)),
  /** Somebody must act. */
  error: (event: string, fields: Fields & Failure) => logger.error(event, bare(fields)),
};
