import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { until } from '../setup/until.ts';
import { Person, startBrowser } from './person.ts';

const run = randomBytes(3).toString('hex');
const { page: url } = inject('endpoints');
let browser: Browser;
let ann: Person;
let ben: Person;

beforeAll(async () => {
  browser = await startBrowser();
  ann = await Person.register(browser, url, `ann.c${run}`);
  ben = await Person.register(browser, url, `ben.c${run}`);
});

afterEach(() => {
  expect({ ann: ann.troubles, ben: ben.troubles }).toEqual({ ann: [], ben: [] });
});

afterAll(() => browser?.close());

const choose = async (person: Person, text: string, item: string) => {
  await person.line(text).hover();
  await person.line(text).getByRole('button', { name: /^More/ }).click();
  await person.page.getByRole('menuitem', { name: item }).click();
};

describe('a message on the page', () => {
  it('is edited by its sender, and both see it at once and after a reload', async () => {
    await ann.createRoom('Edits', [ben]);
    await ann.write('helo');
    await ben.openRoom('Edits');
    await ann.page.getByText('Sending').waitFor({ state: 'detached' });

    await ann.page.getByLabel('Message', { exact: true }).fill('a draft');
    await choose(ann, 'helo', 'Edit');
    await ann.page.getByText('Edit the message').waitFor();
    await ann.write('hello');

    await ben.message('hello').waitFor();
    await ben.line('hello').getByText('edited').waitFor();
    expect(await ann.page.getByLabel('Message', { exact: true }).inputValue()).toBe('a draft');
    await ben.page.reload();
    await ben.line('hello').getByText('edited').waitFor();
    await ben.inList('Edits').getByText('hello').waitFor();
    expect(await ben.messages()).toEqual(['hello']);
  });

  it('has reactions, put and taken back by mouse and by keyboard', async () => {
    await ben.line('hello').hover();
    await ben
      .line('hello')
      .getByRole('button', { name: /^React/ })
      .focus();
    await ben.page.keyboard.press('Enter');
    await ben.page.getByRole('menu').waitFor();
    await ben.page.keyboard.press('ArrowRight');
    await ben.page.keyboard.press('Enter');
    const chip = (count: number) => ann.line('hello').getByRole('button', { name: `❤️ ${count}` });
    await chip(1).click();
    await chip(2).waitFor();
    expect(await chip(2).getAttribute('aria-pressed')).toBe('true');
    expect(await chip(2).getAttribute('title')).toBe(`${ben.name}, ${ann.name}`);

    await ben.line('hello').getByRole('button', { name: '❤️ 2' }).click();
    await chip(1).click();

    await chip(1).waitFor({ state: 'detached' });
    await ben.page.getByRole('list', { name: 'Reactions' }).waitFor({ state: 'detached' });
  });

  it('is deleted by its sender or the owner, for everybody, and only then offered to', async () => {
    await ben.write('from ben');
    await ann.message('from ben').waitFor();
    await ben.line('hello').hover();
    await ben.line('hello').getByRole('button', { name: /^More/ }).click();
    expect(await ben.page.getByRole('menuitem', { name: 'Delete' }).count()).toBe(0);
    expect(await ben.page.getByRole('menuitem', { name: 'Edit' }).count()).toBe(0);
    await ben.page.keyboard.press('Escape');
    await ben.page.getByRole('menu').waitFor({ state: 'detached' });

    await choose(ann, 'from ben', 'Delete');
    await ann.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();

    await ben.page.getByRole('log').getByText('Message deleted').waitFor();
    await ben.inList('Edits').getByText('Message deleted').waitFor();
    expect(await ben.messages()).toEqual(['hello']);
    await ben.page.reload();
    await ben.page.getByRole('log').getByText('Message deleted').waitFor();
    expect(await ben.page.content()).not.toContain('from ben');
  });
});

describe('two people who write', () => {
  it('see each other typing until it is sent', async () => {
    const field = ann.page.getByLabel('Message', { exact: true });
    // What ann typed a moment ago may be why the first sign is held back.
    await until(async () => {
      await field.press('m');
      return (await ben.page.getByText(`${ann.name} is typing`).count()) > 0 ? true : undefined;
    });
    await field.fill('I am');
    await ann.page.keyboard.press('Enter');
    await ben.message('I am').waitFor();
    await ben.page.getByText(`${ann.name} is typing`).waitFor({ state: 'detached' });
  });

  it('have read on one device what they read on another', async () => {
    const tablet = await ben.page.context().newPage();
    await tablet.goto(url);
    await tablet.getByRole('navigation').getByRole('link').filter({ hasText: 'Edits' }).waitFor();
    await ben.page.getByRole('button', { name: 'New room' }).click();
    await ben.page.getByRole('dialog').getByLabel('Name').fill('Elsewhere');
    await ben.page.getByRole('dialog').getByRole('button', { name: 'Create room' }).click();
    // Until then the other room is open, and read as soon as something comes.
    await ben.page.getByRole('heading', { name: 'Elsewhere', level: 1 }).waitFor();
    const onTablet = tablet.getByRole('navigation').getByRole('link').filter({ hasText: 'Edits' });
    await ann.write('unread');
    await onTablet.getByText('1 unread').waitFor();

    await ben.openRoom('Edits');

    await onTablet.getByText('1 unread').waitFor({ state: 'detached' });
    await tablet.close();
  });
});
