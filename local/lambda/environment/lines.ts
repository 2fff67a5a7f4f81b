import type { Readable } from 'node:stream';

const longestLine = 256 * 1024;
const window = { ms: 100, bytes: 3 * 1024 * 1024 };

/**
 * Hands on each line that a process writes.
 *
 * A line is cut at 256 KB. Who writes more than 3 MB in 100 ms is read no further until those are over: the pipe fills, and
 * the writer waits instead of this process.
 */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  let bytes = 0;
  let pausedUntil: NodeJS.Timeout | undefined;
  let since = performance.now();
  const resume = () => {
    pausedUntil = undefined;
    stream.resume();
  };
  const account = (length: number) => {
    const now = performance.now();
    if (now - since > window.ms) [since, bytes] = [now, 0];
    bytes += length;
    if (bytes <= window.bytes || pausedUntil !== undefined) return;
    stream.pause();
    pausedUntil = setTimeout(resume, window.ms);
  };
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    account(chunk.length);
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, longestLine);
    for (const line of lines) onLine(line.slice(0, longestLine));
  });
  stream.on('end', () => {
    clearTimeout(pausedUntil);
    if (rest !== '') onLine(rest);
  });
}
