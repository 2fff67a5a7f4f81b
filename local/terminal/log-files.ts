import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { InvocationEvent, LambdaEvent } from '../lambda/lambda-event.ts';

/** A file grows to this size and is then kept as `<name>.1` until the next one is full. */
const rotateAtBytes = 10 * 1024 * 1024;
const flushAfterMs = 100;
const mostPendingBytes = 1024 * 1024;

type LogFile = { descriptor: number; size: number; pending: string[]; pendingBytes: number };

/** Writes each function's lines, as JSON, to `<folder>/<function>.jsonl`. */
export class LogFiles {
  readonly #folder: string;
  readonly #files = new Map<string, LogFile>();
  #timer: NodeJS.Timeout | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** Takes what is a line of a function's log: its own lines, and the report of each invocation. */
  add(event: LambdaEvent, now: number): void {
    if (event.kind === 'line') this.#append(event.function, jsonLine(event.text, event.requestId, now));
    if (event.kind === 'invocation') this.#append(event.function, JSON.stringify(reportLine(event, now)));
  }

  close(): void {
    this.#flush();
    for (const { descriptor } of this.#files.values()) closeSync(descriptor);
    this.#files.clear();
  }

  #append(name: string, line: string): void {
    const file = this.#files.get(name) ?? this.#open(name);
    file.pending.push(line);
    file.pendingBytes += line.length;
    if (file.pendingBytes > mostPendingBytes) this.#write(name, file);
    else this.#timer ??= setTimeout(() => this.#flush(), flushAfterMs);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [name, file] of this.#files) if (file.pending.length > 0) this.#write(name, file);
  }

  #write(name: string, file: LogFile): void {
    file.size += writeSync(file.descriptor, `${file.pending.join('\n')}\n`);
    file.pending = [];
    file.pendingBytes = 0;
    if (file.size < rotateAtBytes) return;
    closeSync(file.descriptor);
    renameSync(this.#path(name), `${this.#path(name)}.1`);
    this.#open(name);
  }

  #open(name: string): LogFile {
    const descriptor = openSync(this.#path(name), 'a');
    const file = { descriptor, size: statSync(this.#path(name)).size, pending: [], pendingBytes: 0 };
    this.#files.set(name, file);
    return file;
  }

  #path(name: string): string {
    return join(this.#folder, `${name.replace(/[^\w.-]/g, '_')}.jsonl`);
  }
}

/** A line that is a JSON object stays as it is; any other is wrapped into one. */
function jsonLine(text: string, requestId: string | undefined, now: number): string {
  if (isJsonObject(text)) return text;
  return JSON.stringify({ timestamp: new Date(now).toISOString(), requestId, message: text });
}

function isJsonObject(text: string): boolean {
  if (!text.startsWith('{')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Text that only begins like JSON.
    return false;
  }
}

/** The report of an invocation in the form of Lambda's own JSON system log. */
const reportLine = (event: InvocationEvent, now: number) => ({
  time: new Date(now).toISOString(),
  type: 'platform.report',
  record: {
    requestId: event.requestId,
    status: event.outcome === 'ok' ? 'success' : event.outcome,
    ...(event.errorType === undefined ? {} : { errorType: event.errorType }),
    metrics: {
      durationMs: round(event.durationMs),
      billedDurationMs: event.billedMs,
      memorySizeMB: event.memoryMb,
      maxMemoryUsedMB: event.peakMb,
      ...(event.initMs === undefined ? {} : { initDurationMs: round(event.initMs) }),
    },
  },
});

const round = (value: number) => Math.round(value * 100) / 100;
