import type { ParleyHttp, Session } from '../client/http.ts';
import { limits } from '../shared/protocol/limits.ts';
import { h, on, setAttribute, setText } from './dom.ts';
import { run } from './field-form.ts';
import { textOfError } from './text-of.ts';

type Options = {
  readonly http: ParleyHttp;
  /** Why one has to log in, if there is something to say. */
  readonly notice: string | undefined;
  readonly entered: (session: Session) => void;
};

const { least, most } = limits.usernameCharacters;
const leastPassword = limits.passwordCharacters.least;

const words = {
  login: {
    title: 'Welcome back',
    action: 'Log in',
    question: 'New here?',
    other: 'Create an account',
    hint: '',
    autocomplete: 'current-password',
  },
  register: {
    title: 'Create your account',
    action: 'Create account',
    question: 'Have an account already?',
    other: 'Log in',
    hint: `Names have ${least} to ${most} letters, digits, “.”, “_” or “-”. Passwords have at least ${leastPassword} characters.`,
    autocomplete: 'new-password',
  },
} as const;

/** Registering and logging in. */
export class SessionView {
  readonly element: HTMLElement;
  readonly #options: Options;
  readonly #username = h('input', {
    id: 'username',
    name: 'username',
    autocomplete: 'username',
    autocapitalize: 'none',
    spellcheck: 'false',
    required: true,
    maxlength: most,
  });
  readonly #password = h('input', { id: 'password', name: 'password', type: 'password', required: true });
  readonly #title = h('h1', { class: 'session-title' });
  readonly #hint = h('p', { class: 'hint' });
  readonly #problem = h('p', { class: 'problem', role: 'alert' });
  readonly #submit = h('button', { class: 'primary', type: 'submit' });
  readonly #question = h('span');
  readonly #other = h('button', { class: 'link', type: 'button' });
  #mode: keyof typeof words = 'login';

  constructor(options: Options) {
    this.#options = options;
    const notice = options.notice ? h('p', { class: 'notice', role: 'status' }, options.notice) : undefined;
    const brand = h('p', { class: 'brand' }, 'Parley');
    const card = h('div', { class: 'session-card' }, brand, this.#title, notice, this.#form());
    this.element = h('main', { class: 'session' }, card);
    on(this.#other, { click: () => this.#show(this.#mode === 'login' ? 'register' : 'login') });
    this.#show('login');
  }

  focus(): void {
    this.#username.focus();
  }

  #form(): HTMLFormElement {
    const form = h(
      'form',
      { class: 'stack' },
      h('label', { for: 'username' }, 'Username'),
      this.#username,
      h('label', { for: 'password' }, 'Password'),
      this.#password,
      this.#hint,
      this.#problem,
      this.#submit,
      h('p', { class: 'switch' }, this.#question, ' ', this.#other),
    );
    return on(form, {
      submit: (event) => {
        event.preventDefault();
        void run({ button: this.#submit, work: () => this.#enter() });
      },
    });
  }

  #show(mode: keyof typeof words): void {
    this.#mode = mode;
    const { title, action, question, other, hint, autocomplete } = words[mode];
    setText(this.#title, title);
    setText(this.#submit, action);
    setText(this.#question, question);
    setText(this.#other, other);
    setText(this.#hint, hint);
    setText(this.#problem, '');
    const isNew = mode === 'register';
    setAttribute(this.#password, 'autocomplete', autocomplete);
    setAttribute(this.#password, 'minlength', isNew ? leastPassword : undefined);
    setAttribute(this.#username, 'minlength', isNew ? least : undefined);
  }

  async #enter(): Promise<void> {
    const { http, entered } = this.#options;
    const credentials = { username: this.#username.value.trim(), password: this.#password.value };
    setText(this.#problem, '');
    try {
      entered(await (this.#mode === 'login' ? http.logIn(credentials) : http.register(credentials)));
    } catch (error) {
      setText(this.#problem, problemText(error));
      this.#password.select();
    }
  }
}

const problemText = (error: unknown): string =>
  textOfError(error, {
    unauthenticated: 'That name and password don’t go together.',
    conflict: 'That name is taken.',
  });
