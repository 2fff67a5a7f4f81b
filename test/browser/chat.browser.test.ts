import { randomBytes } from 'node:crypto';
import type { Browser, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { outageOf } from './outage.ts';
import { Person, startBrowser } from './person.ts';

const run = randomBytes(3).toString('hex');
const { page: url } = inject('endpoints');
let browser: Browser;
let ann: Person;
let ben: Person;

/** Asks again until it is so; the deadline is the test's own. */
const eventually = (ask: () => Promise<unknown>, wanted: unknown) =>
  expect.poll(ask, { timeout: 30_000, interval: 100 }).toEqual(wanted);

beforeAll(async () => {
  browser = await startBrowser();
  ann = await Person.register(browser, url, `ann.${run}`);
  ben = await Person.register(browser, url, `ben.${run}`);
});

afterEach(() => {
  expect({ ann: ann.troubles, ben: ben.troubles }).toEqual({ ann: [], ben: [] });
});

afterAll(() => browser?.close());

describe('two people on the page', () => {
  it('chat in a room that one of them opened', async () => {
    await ann.createRoom('Tea', [ben]);
    await ann.write('hello');
    await ben.inList('Tea').getByText('1 unread').waitFor();
    await ben.openRoom('Tea');
    await ben.write('hi, <b>ann</b>');

    await ann.message('hi, <b>ann</b>').waitFor();

    expect(await ann.messages()).toEqual(['hello', 'hi, <b>ann</b>']);
    expect(await ben.messages()).toEqual(['hello', 'hi, <b>ann</b>']);
    await eventually(() => ben.inList('Tea').getByText('unread').count(), 0);
    await ann.page.getByText('Sending').waitFor({ state: 'detached' });
  });

  it('see a room’s name as text, whatever is in it (D20)', async () => {
    const name = `<img src=x onerror=alert(document.domain)>`;

    await ann.createRoom(name, [ben]);
    await ben.openRoom(name);
    await ann.write('<script>alert(1)</script>');
    await ben.message('<script>alert(1)</script>').waitFor();
    const people = await ben.openPeople();

    await people.getByRole('heading', { name }).waitFor();
    expect(await ben.page.locator('img, #app script').count()).toBe(0);
    await ben.page.keyboard.press('Escape');
  });

  it('have the sixth message wait and sent afterwards, in order (I8)', async () => {
    await ann.createRoom('Fast', [ben]);
    await ben.openRoom('Fast');
    const texts = ['1', '2', '3', '4', '5', '6', '7'];

    for (const text of texts) await ann.write(text);

    await ann.page
      .getByText(/sent in \d+ s/)
      .first()
      .waitFor();
    await eventually(() => ben.messages(), texts);
    expect(await ann.messages()).toEqual(texts);
    await ann.page
      .getByText(/sent in \d+ s/)
      .first()
      .waitFor({ state: 'detached' });
  });

  it('add, remove and rename, and both follow at once', async () => {
    await ann.createRoom('Before');
    const people = await ann.openPeople();
    await people.getByLabel('Add somebody').fill('nobody-at-all');
    await people.getByRole('button', { name: 'Add' }).click();
    await people.getByText('There is no such person.').waitFor();
    await people.getByLabel('Add somebody').fill(ben.name);
    await people.getByRole('button', { name: 'Add' }).click();
    await ben.openRoom('Before');

    await people.getByLabel('Name of the room').fill('After');
    await people.getByRole('button', { name: 'Rename' }).click();
    await ben.page.getByRole('heading', { name: 'After', level: 1 }).waitFor();
    const again = await ann.openPeople();
    await again.getByRole('button', { name: `Remove ${ben.name}` }).click();
    await ben.page.getByText('you are not in it').waitFor();

    await eventually(() => ben.inList('After').count(), 0);
    await ann.page.keyboard.press('Escape');
    await ann.page.getByText(`${ann.name} removed ${ben.name}`).waitFor();
  });
});

describe('a page', () => {
  it('keeps the room and what was not sent over a reload', async () => {
    await ann.createRoom('Reload', [ben]);
    await ben.openRoom('Reload');
    const outage = await outageOf(ann.page);
    await ann.page.reload();
    await ann.page.getByRole('heading', { name: 'Reload', level: 1 }).waitFor();
    await outage.cut();
    await ann.write('written before the reload');
    await ann.page.getByText('Sending').waitFor();

    await ann.page.reload();
    await ann.page.getByText('No connection').waitFor();
    outage.heal();
    await ann.page.getByRole('button', { name: 'Try now' }).click();

    await ben.message('written before the reload').waitFor();
    await eventually(() => ann.messages(), ['written before the reload']);
    await ann.page.getByText('Sending').waitFor({ state: 'detached' });
    await ann.page.unrouteAll();
  });

  it('comes back when the server was gone, and neither side lacks a message', async () => {
    await ann.createRoom('Outage', [ben]);
    await ben.openRoom('Outage');
    const outage = await outageOf(ann.page);
    await ann.page.reload();
    await ann.write('before');
    await ben.message('before').waitFor();

    await outage.cut();
    await ann.page.getByText('No connection').waitFor();
    await ann.write('from ann, offline');
    await ben.write('from ben, meanwhile');
    await ben.page.getByText('Sending').waitFor({ state: 'detached' });
    outage.heal();

    const all = ['before', 'from ben, meanwhile', 'from ann, offline'];
    await eventually(() => ben.messages(), all);
    await eventually(() => ann.messages(), all);
    await ann.page.getByText('No connection').waitFor({ state: 'hidden' });
    await ann.page.unrouteAll();
  });

  it('loads what is older when one scrolls up, and stays where one reads', async () => {
    await ann.createRoom('Long');
    await ann.write('the very first');
    await ann.page.getByText('Sending').waitFor({ state: 'detached' });
    for (let n = 1; n <= 70; n += 1)
      await ann.call('PATCH', `/rooms/${ann.openRoomId}`, { name: `Long ${n}` });
    await ann.page.reload();
    await ann.page.getByText('named the room “Long 70”').waitFor();
    const [oldest] = await ann.page.getByRole('log').locator('.note').allInnerTexts();
    expect(await ann.messages()).toEqual([]);

    await ann.scrollUp();

    await ann.page.getByText('This is where it begins.').waitFor();
    expect(await ann.messages()).toEqual(['the very first']);
    const reading = ann.page.getByRole('log').getByText(oldest ?? '', { exact: true });
    expect(await reading.evaluate((note) => note.getBoundingClientRect().top)).toBeGreaterThan(0);
    expect(await reading.evaluate((note) => note.getBoundingClientRect().top)).toBeLessThan(300);
  });

  it('has no more to scroll sideways than a phone is wide', async () => {
    await ann.createRoom('W'.repeat(64));
    await ann.write(`https://example.com/${'long'.repeat(80)}`);
    await ann.page.setViewportSize({ width: 360, height: 640 });

    const overflow = await ann.page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
    await ann.page.getByRole('link', { name: 'All rooms' }).click();
    await ann.inList('Tea').waitFor();

    expect(overflow).toBe(0);
    await ann.page.setViewportSize({ width: 1100, height: 760 });
  });

  it('forgets everything when one logs out, before the server answers, and lets one in again', async () => {
    await ann.openRoom('Tea');
    const held = Promise.withResolvers<Route>();
    await ann.page.route('**/sessions/current', held.resolve);
    await ann.page.getByRole('button', { name: 'Log out' }).click();
    await ann.page.getByText('You are logged out.').waitFor();
    const kept = await ann.page.evaluate('Object.keys(localStorage)');
    await (await held.promise).continue();

    await ann.page.getByLabel('Username').fill(ann.name);
    await ann.page.getByLabel('Password').fill('a wrong one');
    await ann.page.getByRole('button', { name: 'Log in' }).click();
    await ann.page.getByText('don’t go together').waitFor();
    await ann.page.getByLabel('Password').fill('a long walk by the sea');
    await ann.page.getByRole('button', { name: 'Log in' }).click();
    await ann.openRoom('Tea');

    expect(kept).toEqual([]);
    await ann.message('hello').waitFor();
  });
});
