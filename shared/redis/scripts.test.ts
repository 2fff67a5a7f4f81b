import { describe, expect, it } from 'vitest';
import {
  closeConnectionScript,
  doubtEnteredScript,
  noteEnteredScript,
  openConnectionScript,
  renewConnectionScript,
} from './connections.ts';
import { clearDeadScript } from './dead-registrations.ts';
import { noteAwayScript, takeDeparturesScript } from './departures.ts';
import { takeFrameScript } from './frames.ts';
import { addToOutboxScript, settleBatchScript, takeBatchScript } from './outbox.ts';
import { barUserScript, enterRoomScript, forgetGoneScript, unbarUserScript } from './room-connections.ts';
import { givePlaceBackScript, throttleScript } from './throttle.ts';
import { takeTypingScript } from './typing.ts';
import { noteUnreachedScript } from './unreached.ts';

const scripts = [
  takeFrameScript,
  throttleScript,
  givePlaceBackScript,
  openConnectionScript,
  renewConnectionScript,
  noteEnteredScript,
  doubtEnteredScript,
  closeConnectionScript,
  enterRoomScript,
  forgetGoneScript,
  barUserScript,
  unbarUserScript,
  addToOutboxScript,
  takeBatchScript,
  settleBatchScript,
  clearDeadScript,
  takeTypingScript,
  noteUnreachedScript,
  takeDeparturesScript,
  noteAwayScript,
];

const highest = (text: string, pattern: RegExp) =>
  Math.max(0, ...[...text.matchAll(pattern)].map(([, n]) => Number(n)));

describe.each(scripts)('the script $name', ({ lua, keys }) => {
  const header = lua
    .split('\n')
    .filter((line) => line.startsWith('--'))
    .join('\n');
  const body = lua.replace(/^--.*$/gm, '');

  it('takes as many keys as it is registered with, all told in its header', () => {
    expect(highest(body, /KEYS\[(\d+)\]/g)).toBe(keys);
    expect(highest(header, /KEYS\[(\d+)\]/g)).toBe(keys);
  });

  it('tells every argument it reads, and what it returns', () => {
    expect(highest(header, /ARGV\[(\d+)\]/g)).toBeGreaterThanOrEqual(highest(body, /ARGV\[(\d+)\]/g));
    expect(header).toMatch(/^-- Returns /m);
  });
});
