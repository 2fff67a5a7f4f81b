import { avatar } from './avatar.ts';
import { secondsUntil } from './banner-view.ts';
import { h, on, written } from './dom.ts';
import { icon } from './icon.ts';
import { findLinks } from './links.ts';
import type { MessageRow, Quote, Row } from './rows.ts';
import { textOfCode } from './text-of.ts';
import { fullText, timeText } from './time-text.ts';

/** What can be done with a message. */
export type MessageActions = {
  readonly reply: (to: Quote) => void;
  readonly retry: (id: string) => void;
  readonly discard: (id: string) => void;
  readonly goTo: (seq: number) => void;
};

/** The line of a conversation as an element. */
export function rowElement(row: Row, actions: MessageActions): HTMLElement {
  if (row.kind === 'message') return messageElement(row, actions);
  return h('li', { class: row.kind }, h('span', { dir: 'auto' }, row.text));
}

function messageElement(row: MessageRow, actions: MessageActions): HTMLElement {
  const { first, mine, sender, state } = row;
  const classes = [
    'message',
    mine ? 'mine' : 'theirs',
    first ? 'first' : '',
    state ? `is-${state.kind}` : '',
  ];
  return h(
    'li',
    { class: classes.join(' ').trim(), 'data-seq': row.seq },
    mine ? undefined : first ? avatar(sender) : h('span', { class: 'avatar-space' }),
    h('div', { class: 'message-main' }, senderLine(row), bubble(row, actions), stateLine(row, actions)),
  );
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

function bubble(
  { body, quote, seq, sender, mine }: MessageRow,
  { reply, goTo }: MessageActions,
): HTMLElement {
  const text = h(
    'p',
    { class: 'body', dir: 'auto' },
    ...findLinks(body).map(({ text: piece, href }) =>
      href === undefined ? piece : h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, piece),
    ),
  );
  const box = h('div', { class: 'bubble' }, quote ? quoteElement(quote, goTo) : undefined, text);
  if (seq === undefined) return h('div', { class: 'bubble-row' }, box);
  const button = h(
    'button',
    {
      class: 'plain reply',
      type: 'button',
      title: 'Reply',
      'aria-label': `Reply to ${mine ? 'yourself' : sender}`,
    },
    icon('reply'),
  );
  on(button, { click: () => reply({ seq, sender, body }) });
  return h('div', { class: 'bubble-row' }, box, button);
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

function stateLine({ id, state }: MessageRow, { retry, discard }: MessageActions): HTMLElement | undefined {
  if (!state || state.kind === 'sent') return undefined;
  if (state.kind === 'pending')
    return h('p', { class: 'state', 'data-until': state.until }, pendingText(state.until));
  const again = on(h('button', { class: 'link', type: 'button' }, 'Try again'), { click: () => retry(id) });
  const drop = on(h('button', { class: 'link', type: 'button' }, 'Discard'), { click: () => discard(id) });
  const text = textOfCode(state.code, { not_found: 'You are no longer in this room.' });
  return h('p', { class: 'state failed', role: 'alert' }, `Not sent. ${text} `, again, ' ', drop);
}

/** How long a message still waits: the text of its state line, second by second. */
export const pendingText = (until: number | undefined): string =>
  until === undefined ? 'Sending …' : `A little fast: sent in ${secondsUntil(until)} s`;
