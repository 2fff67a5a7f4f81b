import { randomBytes } from 'node:crypto';
import { isTraceable, sendToDaemon } from './daemon.ts';
import { parseTraceHeader, type Trace } from './trace-header.ts';

/** What is searched by: names and counts, never what a user wrote, an id or a value of a statement. */
type Annotations = Readonly<Record<string, string | number>>;

/** Something under way that a trace is to show: a call of a server that is not ours. */
export type Span = {
  readonly end: (how?: { readonly fault?: boolean; readonly annotations?: Annotations }) => void;
};

/** A trace is cut at 500 KB by X-Ray; each of these has 300 bytes, and a deliverer of a busy room makes thousands. */
const mostSpans = 200;

let header: string | undefined;
let trace: Trace | undefined;
let spans = 0;

/** The trace of this invocation, read once for each. */
function currentTrace(): Trace | undefined {
  const now = process.env['_X_AMZN_TRACE_ID'];
  if (now !== header) {
    header = now;
    trace = parseTraceHeader(now);
    spans = 0;
  }
  return trace;
}

/**
 * Begins a span of this invocation's trace. Nothing where the invocation is not sampled, or there is nobody to send it to.
 *
 * A span that ends in a later invocation is dropped: the time between them is not its own.
 *
 * @param server - the node of the trace map that was called.
 */
export function beginSpan(
  server: 'postgres' | 'redis' | 'gateway',
  annotations: Annotations = {},
): Span | undefined {
  const begun = isTraceable ? currentTrace() : undefined;
  if (!begun || spans >= mostSpans) return undefined;
  spans += 1;
  const startedAt = Date.now();
  const start = performance.now();
  const end: Span['end'] = ({ fault = false, annotations: found = {} } = {}) => {
    if (currentTrace() !== begun) return;
    sendToDaemon({
      type: 'subsegment',
      name: server,
      namespace: 'remote',
      id: randomBytes(8).toString('hex'),
      trace_id: begun.traceId,
      parent_id: begun.parentId,
      start_time: startedAt / 1_000,
      end_time: (startedAt + performance.now() - start) / 1_000,
      annotations: { ...annotations, ...found },
      ...(fault && { fault }),
    });
  };
  return { end };
}
