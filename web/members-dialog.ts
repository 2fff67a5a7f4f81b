import type { Change } from '../client/client-options.ts';
import type { Member, Room } from '../shared/protocol/http-bodies.ts';
import { limits } from '../shared/protocol/limits.ts';
import { avatar } from './avatar.ts';
import type { Chat } from './chat.ts';
import { confirmed, openDialog } from './dialog.ts';
import { h, on, setText, written } from './dom.ts';
import { fieldForm, peopleProblem, run } from './field-form.ts';
import { Presences } from './presences.ts';
import { textOfError } from './text-of.ts';

/** Opens what there is to know and to change about a room: its people, its name, and the ways out. */
export function openMembers(chat: Chat, room: Room): void {
  new MembersDialog(chat, room).open();
}

class MembersDialog {
  readonly #chat: Chat;
  readonly #room: Room;
  readonly #list = h('ul', { class: 'people' }, h('li', { class: 'hint' }, 'Loading …'));
  readonly #problem = h('p', { class: 'problem', role: 'alert' });
  readonly #ownerPart = h('div', { class: 'stack' });
  readonly #delete = h('button', { type: 'button', class: 'danger', hidden: true }, 'Delete room');
  readonly #presences = new Presences();
  /** What is on show of who is online, by user. */
  readonly #marks = new Map<string, HTMLElement>();
  #dialog: HTMLDialogElement | undefined;

  constructor(chat: Chat, room: Room) {
    this.#chat = chat;
    this.#room = room;
  }

  open(): void {
    const leave = on(h('button', { type: 'button' }, 'Leave room'), {
      click: () =>
        void this.#try(() => leaveRoom(this.#chat, this.#room).then((done) => this.#closeIf(done))),
    });
    on(this.#delete, {
      click: () =>
        void this.#try(() => deleteRoom(this.#chat, this.#room).then((done) => this.#closeIf(done))),
    });
    const parts = [this.#list, this.#problem, this.#adding(), this.#ownerPart];
    const actions = h('div', { class: 'actions spread' }, leave, this.#delete);
    this.#dialog = openDialog(this.#room.name, h('h3', {}, 'People'), ...parts, actions);
    on(this.#dialog, { close: this.#chat.client.subscribe((change) => this.#follow(change)) });
    void this.#try(() => this.#load());
  }

  /** Shows at once who comes and goes. */
  #follow(change: Change): void {
    if (change.kind === 'state' && change.state.kind === 'live') void this.#catchUp();
    if (change.kind === 'presence' && this.#presences.take(change)) this.#show(change);
  }

  /** Shows what was told while there was no connection. */
  async #catchUp(): Promise<void> {
    this.#presences.clear();
    // Without an answer all stays as it is, and the next connection asks again.
    const members = await this.#chat.http.members(this.#room.id).catch(() => []);
    for (const member of members) this.#show(member);
  }

  #show(person: Pick<Member, 'user' | 'online'>): void {
    const mark = this.#marks.get(person.user.id);
    if (mark) showPresence(mark, this.#presences.isOnline(person));
  }

  #adding(): HTMLFormElement {
    return fieldForm({
      label: 'Add somebody',
      hint: 'By username. They see the whole conversation.',
      maxlength: limits.usernameCharacters.most,
      action: 'Add',
      submit: async (username) => {
        await this.#chat.http.addMember(this.#room.id, username.replace(/^@/, ''));
        await this.#load();
      },
      problem: (error) => peopleProblem(this.#chat.failed(error)),
    });
  }

  async #load(): Promise<void> {
    const { http, me } = this.#chat;
    this.#presences.clear();
    const members = await http.members(this.#room.id);
    const isOwner = members.some(({ user, role }) => user.id === me.id && role === 'owner');
    const remove = (member: Member) => (isOwner && member.user.id !== me.id ? this.#remove : undefined);
    this.#list.replaceChildren(
      ...members.map((member) => memberElement(member, this.#mark(member), remove(member))),
    );
    this.#ownerPart.replaceChildren(...(isOwner ? [this.#renaming()] : []));
    this.#delete.hidden = !isOwner;
  }

  #mark(member: Member): HTMLElement {
    const mark = h('span');
    showPresence(mark, this.#presences.isOnline(member));
    this.#marks.set(member.user.id, mark);
    return mark;
  }

  readonly #remove: Remove = ({ user }, button) => {
    const work = () => this.#chat.http.removeMember(this.#room.id, user.id).then(() => this.#load());
    void this.#try(() => run({ button, work }));
  };

  #renaming(): HTMLFormElement {
    return fieldForm({
      label: 'Name of the room',
      value: this.#chat.card(this.#room.id)?.room.name ?? this.#room.name,
      maxlength: limits.roomNameCharacters,
      action: 'Rename',
      submit: async (name) => {
        await this.#chat.http.renameRoom(this.#room.id, name);
        this.#closeIf(true);
      },
      problem: (error) => textOfError(this.#chat.failed(error)),
    });
  }

  async #try(work: () => Promise<void>): Promise<void> {
    setText(this.#problem, '');
    try {
      await work();
    } catch (error) {
      setText(this.#problem, textOfError(this.#chat.failed(error)));
    }
  }

  #closeIf(done: boolean): void {
    if (done) this.#dialog?.close();
  }
}

type Remove = (member: Member, button: HTMLButtonElement) => void;

function showPresence(mark: HTMLElement, online: boolean): void {
  mark.className = online ? 'presence online' : 'presence';
  setText(mark, online ? 'online' : '');
}

function memberElement(member: Member, presence: HTMLElement, remove: Remove | undefined): HTMLElement {
  const { user, role } = member;
  const name = written('span', 'person-name', user.username);
  const owner = role === 'owner' ? h('span', { class: 'role' }, 'owner') : undefined;
  if (!remove) return h('li', {}, avatar(user.username), name, presence, owner);
  const button = h(
    'button',
    { type: 'button', class: 'link danger-text', 'aria-label': `Remove ${user.username}` },
    'Remove',
  );
  on(button, { click: () => remove(member, button) });
  return h('li', {}, avatar(user.username), name, presence, owner, button);
}

async function leaveRoom(chat: Chat, room: Room): Promise<boolean> {
  const text = 'You will no longer see its messages. Somebody in it can add you again.';
  if (!(await confirmed({ title: 'Leave the room?', text, action: 'Leave' }))) return false;
  await chat.http.removeMember(room.id, chat.me.id);
  chat.drop(room.id);
  return true;
}

async function deleteRoom(chat: Chat, room: Room): Promise<boolean> {
  const text = `“${room.name}” and all its messages go, for everybody. This can’t be undone.`;
  if (!(await confirmed({ title: 'Delete the room?', text, action: 'Delete for everybody' }))) return false;
  await chat.http.deleteRoom(room.id);
  chat.drop(room.id);
  return true;
}
