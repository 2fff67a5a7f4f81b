import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { readLines } from './lines.ts';

function reading() {
  const stream = new PassThrough();
  const lines: string[] = [];
  readLines(stream, (line) => lines.push(line));
  const ended = new Promise((resolve) => stream.on('end', resolve));
  return { stream, lines, ended };
}

it('hands on whole lines, however they come, and the last one without its end', async () => {
  const { stream, lines, ended } = reading();

  for (const chunk of ['a', 'b\nc', '\n\nd']) stream.write(chunk);
  stream.end();
  await ended;

  expect(lines).toEqual(['ab', 'c', '', 'd']);
});

it('puts together a character that comes in two parts', async () => {
  const { stream, lines, ended } = reading();
  const bytes = Buffer.from('é\n');

  stream.write(bytes.subarray(0, 1));
  stream.end(bytes.subarray(1));
  await ended;

  expect(lines).toEqual(['é']);
});

it('keeps no more than 256 KB of a line that never ends', async () => {
  const { stream, lines, ended } = reading();

  stream.end('x'.repeat(2_000_000));
  await ended;

  expect(lines.map((line) => line.length)).toEqual([262_144]);
});
