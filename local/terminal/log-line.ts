/** One line of a function's log, read as far as it can be. */
export type LogLine = {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

/** What every structured line has and nobody needs to see again. */
const known = new Set([
  ...['level', 'message', 'timestamp', 'service', 'function_name', 'functionName', 'function_arn'],
  ...[
    'function_memory_size',
    'function_request_id',
    'cold_start',
    'sampling_rate',
    'xray_trace_id',
    'requestId',
  ],
  // Which of a line's fields are metrics, in the embedded metric format: they are among the fields.
  '_aws',
]);

/** Reads a line that a function wrote: a JSON object, Lambda's tab-separated text, or just text. */
export function readLogLine(text: string): LogLine {
  const [, , level, message = text] = /^(\S+T\S+Z)\t(?:\S+)\t([A-Z]+)\t([\s\S]*)$/.exec(text) ?? [];
  const json = message.startsWith('{') ? parse(message) : undefined;
  if (json !== undefined) return structured(json);
  return { level: level ?? 'INFO', message: message.replaceAll('\r', '\n'), fields: {} };
}

function structured(json: Readonly<Record<string, unknown>>): LogLine {
  const { level, message } = json;
  const fields = Object.fromEntries(Object.entries(json).filter(([name]) => !known.has(name)));
  return { level: String(level ?? 'INFO'), message: asText(message ?? ''), fields };
}

export const asText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    // Text that only begins like JSON.
    return undefined;
  }
}
