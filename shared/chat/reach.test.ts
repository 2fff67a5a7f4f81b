import { expect, it } from 'vitest';
import type { UserId } from '../protocol/ids.ts';
import { Reach } from './reach.ts';

const all = (names: string) =>
  [...names].map((connection) => ({ user: `user of ${connection}` as UserId, connection }));

it.each([
  ['those that took nothing', ['abc c', 'abc c'], 'c'],
  ['none that took another batch', ['abc c', 'abc b'], ''],
  ['none of two that take turns', ['ab a', 'ab b'], ''],
  ['one of two', ['ab b'], 'b'],
  ['none when most took nothing', ['abc bc'], ''],
  ['none when nobody is there but the one', ['a a'], ''],
  ['none of no batch', [], ''],
])('finds %s', (_, batches, unreached) => {
  const reach = new Reach();

  for (const batch of batches) {
    const [posted = '', missed = ''] = batch.split(' ');
    reach.note(all(posted), all(missed));
  }

  expect(reach.unreached).toEqual(all(unreached));
});
