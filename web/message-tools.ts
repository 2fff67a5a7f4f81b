import { h, on } from './dom.ts';
import { icon } from './icon.ts';
import { type MenuItem, openMenu } from './menu.ts';
import type { MessageActions } from './message-actions.ts';
import type { MessageRow, ReactionChip } from './rows.ts';

type LoggedRow = MessageRow & { readonly seq: number };

/** What people react with; any other emoji that comes from elsewhere is shown all the same. */
const offered: readonly (readonly [emoji: string, name: string])[] = [
  ['👍', 'Thumbs up'],
  ['❤️', 'Heart'],
  ['😂', 'Tears of joy'],
  ['🎉', 'Party'],
  ['😮', 'Astonished'],
  ['🙏', 'Thank you'],
];

/** The buttons beside a message: quick ones for the mouse, and a menu that has everything. */
export function messageTools(row: LoggedRow, actions: MessageActions): HTMLElement {
  const { seq, sender, body, mine } = row;
  const whose = mine ? 'yourself' : sender;
  const reply = () => actions.reply({ seq, sender, body });
  const react = tool('smile', 'React', `React to ${whose}`);
  const answer = tool('reply', 'Reply', `Reply to ${whose}`);
  const more = tool('more', 'More', `More for the message of ${whose}`);
  more.classList.add('more');
  for (const button of [react, more]) button.setAttribute('aria-haspopup', 'menu');
  on(react, { click: () => openMenu(react, [emojiItems(row, actions)]) });
  on(answer, { click: reply });
  on(more, {
    click: () =>
      openMenu(more, [emojiItems(row, actions), [{ label: 'Reply', run: reply }], ...changes(row, actions)]),
  });
  return h('div', { class: 'tools' }, react, answer, more);
}

/** The reactions of a message; each is a button that puts or takes back one's own. */
export function reactionChips(row: LoggedRow, { react }: MessageActions): HTMLElement | undefined {
  if (row.reactions.length === 0) return undefined;
  const chips = row.reactions.map((chip) =>
    h(
      'li',
      {},
      chipElement(chip, () => react(row.seq, chip)),
    ),
  );
  return h('ul', { class: 'reactions', 'aria-label': 'Reactions' }, ...chips);
}

function chipElement({ emoji, names, mine }: ReactionChip, toggle: () => void): HTMLElement {
  const label = `${emoji} ${names.length}: ${names.join(', ')}`;
  const props = { class: 'chip', type: 'button', 'aria-pressed': String(mine), 'aria-label': label };
  return on(h('button', { ...props, title: names.join(', ') }, emoji, ' ', String(names.length)), {
    click: toggle,
  });
}

function emojiItems({ seq, reactions }: LoggedRow, { react }: MessageActions): readonly MenuItem[] {
  return offered.map(([emoji, label]) => {
    const mine = reactions.some((chip) => chip.emoji === emoji && chip.mine);
    return {
      label: mine ? `${label}, take back` : label,
      sign: emoji,
      run: () => react(seq, { emoji, mine }),
    };
  });
}

function changes({ seq, body, mine, canDelete }: LoggedRow, actions: MessageActions) {
  const edit: MenuItem = { label: 'Edit', run: () => actions.edit({ seq, body }) };
  const remove: MenuItem = { label: 'Delete', isDanger: true, run: () => actions.remove(seq) };
  return [...(mine ? [[edit]] : []), ...(canDelete ? [[remove]] : [])];
}

const tool = (name: Parameters<typeof icon>[0], title: string, label: string): HTMLElement =>
  h('button', { class: 'plain tool', type: 'button', title, 'aria-label': label }, icon(name));
