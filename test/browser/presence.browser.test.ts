import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { register } from '../setup/chat/api.ts';
import { open } from '../setup/chat/socket.ts';
import { Person, startBrowser } from './person.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

describe('the people of a room', () => {
  it('are shown online as they come, while the list is open', async () => {
    const ann = await Person.register(
      browser,
      inject('endpoints').page,
      `ann.${randomBytes(3).toString('hex')}`,
    );
    const ben = await register('ben');
    await ann.call('POST', '/rooms', { name: 'Lobby', members: [ben.username] });
    await ann.openRoom('Lobby');
    const people = await ann.openPeople();
    const line = people.getByRole('listitem').filter({ hasText: ben.username });
    const before = await line.getByText('online').count();

    const b = await open(ben);
    await line.getByText('online').waitFor();

    expect(before).toBe(0);
    expect(await people.getByText('online').count()).toBe(2);
    expect(ann.troubles).toEqual([]);
    b.raw.terminate();
  });
});
