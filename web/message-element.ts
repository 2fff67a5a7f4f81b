import { avatar } from './avatar.ts';
import { secondsUntil } from './banner-view.ts';
import { h, on, written } from './dom.ts';
import { findLinks } from './links.ts';
import type { MessageActions } from './message-actions.ts';
import { messageTools, reactionChips } from './message-tools.ts';
import type { MessageRow, Quote, Row } from './rows.ts';
import { textOfCode } from './text-of.ts';
import { fullText, timeText } from './time-text.ts';

/** The line of a conversation as an element. */
export function rowElement(row: Row, actions: MessageActions): HTMLElement {
  if (row.kind === 'message') return messageElement(row, actions);
  return h('li', { class: row.kind }, h('span', { dir: 'auto' }, row.text));
}

function messageElement(row: MessageRow, actions: MessageActions): HTMLElement {
  const { first, mine, sender } = row;
  return h(
    'li',
    { class: classesOf(row), 'data-seq': row.seq },
    mine ? undefined : first ? avatar(sender) : h('span', { class: 'avatar-space' }),
    h(
      'div',
      { class: 'message-main' },
      senderLine(row),
      bubble(row, actions),
      isLogged(row) ? reactionChips(row, actions) : undefined,
      stateLine(row.change ?? row, actions),
    ),
  );
}

function classesOf({ first, mine, state }: MessageRow): string {
  const classes = [
    'message',
    mine ? 'mine' : 'theirs',
    first ? 'first' : '',
    state ? `is-${state.kind}` : '',
  ];
  return classes.join(' ').trim();
}

/** Screen readers are told the sender of every message; the eye only that of the first of several. */
function senderLine({ sender, first, mine, at }: MessageRow): HTMLElement {
  const name = h(
    'span',
    { class: first && !mine ? 'sender' : 'for-reader', dir: 'auto' },
    mine ? 'You' : sender,
  );
  const time = h('time', { datetime: new Date(at).toISOString(), title: fullText(at) }, timeText(at));
  return h('p', { class: first ? 'message-head' : 'message-head later' }, name, ' ', time);
}

function bubble(row: MessageRow, actions: MessageActions): HTMLElement {
  if (row.deleted) return h('div', { class: 'bubble gone' }, 'Message deleted');
  const { quote } = row;
  const box = h(
    'div',
    { class: 'bubble' },
    quote ? quoteElement(quote, actions.goTo) : undefined,
    bodyElement(row.body),
    row.edited ? h('span', { class: 'edited' }, 'edited') : undefined,
  );
  const tools = isLogged(row) ? messageTools(row, actions) : undefined;
  return h('div', { class: 'bubble-row' }, box, tools);
}

const isLogged = (row: MessageRow): row is MessageRow & { readonly seq: number } => row.seq !== undefined;

function bodyElement(body: string): HTMLElement {
  const pieces = findLinks(body).map(({ text, href }) =>
    href === undefined ? text : h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, text),
  );
  return h('p', { class: 'body', dir: 'auto' }, ...pieces);
}

function quoteElement(quote: Quote, goTo: (seq: number) => void): HTMLElement {
  const element = h(
    'button',
    { class: 'quote', type: 'button' },
    written('span', 'quote-sender', quote.sender),
    written('span', 'quote-body', quote.body),
  );
  return on(element, { click: () => goTo(quote.seq) });
}

function stateLine(
  { id, state }: Pick<MessageRow, 'id' | 'state'>,
  { retry, discard }: MessageActions,
): HTMLElement | undefined {
  if (!state || state.kind === 'sent') return undefined;
  if (state.kind === 'pending')
    return h('p', { class: 'state', 'data-until': state.until }, pendingText(state.until));
  const again = on(h('button', { class: 'link', type: 'button' }, 'Try again'), { click: () => retry(id) });
  const drop = on(h('button', { class: 'link', type: 'button' }, 'Discard'), { click: () => discard(id) });
  const text = textOfCode(state.code, {
    not_found: 'It is not there any more, or you are no longer in this room.',
  });
  return h('p', { class: 'state failed', role: 'alert' }, `Not sent. ${text} `, again, ' ', drop);
}

/** How long a message still waits: the text of its state line, second by second. */
export const pendingText = (until: number | undefined): string =>
  until === undefined ? 'Sending …' : `A little fast: sent in ${secondsUntil(until)} s`;
