import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { chromiumPath } from './chromium-path.ts';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the Chromium of this machine. */
export function startBrowser(): Promise<Browser> {
  if (!chromiumPath) throw new Error('cannot open a page: there is no Chromium');
  return chromium.launch({ executablePath: chromiumPath, args: flags });
}

/** Somebody at a browser of their own, seen as a person sees the page: by labels, roles and words. */
export class Person {
  readonly name: string;
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page's scripts did wrong, and dialogs that scripts opened. */
  readonly troubles: string[] = [];

  private constructor(name: string, context: BrowserContext, page: Page) {
    this.name = name;
    this.context = context;
    this.page = page;
    page.on('pageerror', ({ message }) => this.troubles.push(message));
    page.on('dialog', (dialog) => {
      this.troubles.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (line) => {
      if (/Content Security Policy/i.test(line.text())) this.troubles.push(line.text());
    });
  }

  /** Opens the page in a context of its own and creates an account on it. */
  static async register(browser: Browser, url: string, name: string): Promise<Person> {
    const context = await browser.newContext({ viewport: { width: 1100, height: 760 }, locale: 'en-GB' });
    const person = new Person(name, context, await context.newPage());
    const { page } = person;
    await page.goto(url);
    await page.getByRole('button', { name: 'Create an account' }).click();
    await page.getByLabel('Username').fill(name);
    await page.getByLabel('Password').fill('a long walk by the sea');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('button', { name: 'New room' }).waitFor();
    return person;
  }

  /** Creates a room with others in it; it is open afterwards. */
  async createRoom(name: string, people: readonly Person[] = []): Promise<void> {
    await this.page.getByRole('button', { name: 'New room' }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByLabel('People').fill(people.map((person) => person.name).join(', '));
    await dialog.getByRole('button', { name: 'Create room' }).click();
    await this.page.getByRole('heading', { name, level: 1 }).waitFor();
  }

  /** Opens a room from the list. */
  async openRoom(name: string): Promise<void> {
    await this.inList(name).click();
    await this.page.getByRole('heading', { name, level: 1 }).waitFor();
  }

  /** The room's line in the list. */
  inList(name: string): Locator {
    return this.page.getByRole('navigation').getByRole('link').filter({ hasText: name });
  }

  async write(text: string): Promise<void> {
    await this.page.getByLabel('Message', { exact: true }).fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** The lines of the conversation with this text. */
  message(text: string): Locator {
    return this.page.getByRole('log').getByText(text, { exact: true });
  }

  /** The whole line of the message with this text: its buttons and reactions too. */
  line(text: string): Locator {
    return this.page.getByRole('log').locator('.message').filter({ hasText: text });
  }

  /** The texts of all messages of the open room, from the first to the last. */
  messages(): Promise<readonly string[]> {
    return this.page.getByRole('log').locator('.body').allInnerTexts();
  }

  /** Opens the people of the room. */
  async openPeople(): Promise<Locator> {
    await this.page.getByRole('button', { name: /people|person/ }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByText('Loading …').waitFor({ state: 'detached' });
    return dialog;
  }

  /** The id of the room on show. */
  get openRoomId(): string {
    return new URL(this.page.url()).hash.split('/').at(-1) ?? '';
  }

  /** Scrolls the conversation to its beginning, as far as it is loaded. */
  async scrollUp(): Promise<void> {
    const conversation = this.page.getByRole('group', { name: 'Conversation' });
    await conversation.evaluate((element) => element.scrollTo(0, 0));
  }

  /** A call of the HTTP API past the page, in this person's name. */
  async call(method: string, path: string, body: unknown): Promise<void> {
    const session: unknown = await this.page.evaluate("localStorage.getItem('parley.session')");
    const { token } = JSON.parse(String(session));
    const response = await this.context.request.fetch(new URL(`/api${path}`, this.page.url()).href, {
      method,
      data: body,
      headers: { authorization: `Bearer ${token}` },
    });
    if (!response.ok()) throw new Error(`cannot ${method} ${path}: ${response.status()}`);
  }
}
