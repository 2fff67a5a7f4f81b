import { describe, expect, it } from 'vitest';
import { message } from '../test/client/a-client.ts';
import { type MessageRow, toRows } from './rows.ts';

const me = { id: 'me', username: 'me' };
const now = new Date(2026, 0, 2, 12).getTime();
const at = (day: number, hour: number, minute = 0) => new Date(2026, 0, day, hour, minute).toISOString();
const text = (seq: number, time: string, sender = 'ann') => ({
  ...message(seq),
  sender: { id: sender as never, username: sender },
  at: time,
});
const rows = (
  events: Parameters<typeof toRows>[0]['events'],
  outgoing: Parameters<typeof toRows>[0]['outgoing'] = [],
) => toRows({ events, outgoing, me, isOwner: false, now });
const isMessage = (row: { readonly kind: string }): row is MessageRow => row.kind === 'message';

describe('the lines of a conversation', () => {
  it('have a line where a day begins', () => {
    const lines = rows([text(1, at(1, 23, 59)), text(2, at(2, 0, 1))]);

    expect(lines.map((row) => (row.kind === 'day' ? row.text : row.kind))).toEqual([
      'Yesterday',
      'message',
      'Today',
      'message',
    ]);
  });

  it('head a message unless the same sender spoke within five minutes of the same day', () => {
    const lines = rows([
      text(1, at(2, 9, 0)),
      text(2, at(2, 9, 4)),
      text(3, at(2, 9, 10)),
      text(4, at(2, 9, 11), 'ben'),
      {
        kind: 'rename',
        name: 'tea',
        seq: 5,
        sender: { id: 'ben' as never, username: 'ben' },
        at: at(2, 9, 11),
      },
      text(6, at(2, 9, 12), 'ben'),
    ]);

    expect(lines.filter(isMessage).map(({ first }) => first)).toEqual([true, false, true, true, true]);
  });

  it('keep the key of my message from writing to the log', () => {
    const entry = {
      action: 'sendMessage' as const,
      id: 'x',
      room: 'r',
      body: 'hi',
      order: 1,
      writtenAt: now,
    };
    const [, pending] = rows([], [{ ...entry, state: { kind: 'pending' } }]);
    const [, logged] = rows([{ ...text(1, at(2, 12), 'me'), id: 'x' }]);

    expect(pending).toMatchObject({ mine: true, state: { kind: 'pending' }, seq: undefined });
    expect(logged).toMatchObject({ key: pending?.key, mine: true, state: undefined, seq: 1 });
  });

  it('quote what a message answers, also when it is not loaded', () => {
    const lines = rows([
      text(4, at(2, 9)),
      { ...text(5, at(2, 9)), replyTo: 4 },
      { ...text(6, at(2, 9)), replyTo: 2 },
    ]);

    expect(lines.filter(isMessage).map(({ quote }) => quote?.body)).toEqual([
      undefined,
      'text 4',
      'an earlier message',
    ]);
  });

  it('say who came and went, and pass over what only a newer server knows', () => {
    const ann = { id: 'ann' as never, username: 'ann' };
    const ben = { id: 'ben' as never, username: 'ben' };
    const by = { sender: ann, at: at(2, 9) };
    const lines = rows([
      { kind: 'memberJoined', member: ann, role: 'owner', seq: 1, ...by },
      { kind: 'memberJoined', member: ben, role: 'member', seq: 2, ...by },
      { kind: 'memberLeft', member: ben, seq: 3, ...by },
      { kind: 'memberLeft', member: ann, seq: 4, ...by },
      { kind: 'topic', seq: 5, ...by } as never,
    ]);

    expect(lines.slice(1).map((row) => (row.kind === 'note' ? row.text : row.kind))).toEqual([
      'ann opened the room',
      'ann added ben',
      'ann removed ben',
      'ann left',
    ]);
  });

  it('show a message as it reads now, and lines of its changes nowhere', () => {
    const by = (name: string) => ({ sender: { id: name as never, username: name }, at: at(2, 10) });
    const change = (seq: number, target: number) => ({ seq, id: `id-${seq}`, target });
    const lines = rows([
      text(1, at(2, 9)),
      text(2, at(2, 9)),
      { ...text(3, at(2, 9)), replyTo: 2 },
      { ...change(4, 1), kind: 'edit', body: 'better', ...by('ann') },
      { ...change(5, 1), kind: 'reaction', emoji: '👍', on: true, ...by('me') },
      { ...change(6, 1), kind: 'reaction', emoji: '👍', on: true, ...by('ben') },
      { ...change(7, 2), kind: 'deletion', ...by('ben') },
    ]).filter(isMessage);

    expect(lines).toMatchObject([
      {
        seq: 1,
        body: 'better',
        edited: true,
        reactions: [{ emoji: '👍', names: ['me', 'ben'], mine: true }],
      },
      { seq: 2, body: '', deleted: true, reactions: [] },
      { seq: 3, quote: { body: 'a deleted message' }, canDelete: false },
    ]);
  });

  it('show my changes before they have come, unless they were refused, which they tell', () => {
    const made = { room: 'r', order: 1, writtenAt: now };
    const edit = { ...made, action: 'editMessage' as const, id: 'e', seq: 1, body: 'two' };
    const react = { ...made, action: 'react' as const, id: 'f', seq: 1, emoji: '🎉', on: true };
    const state = { kind: 'failed', code: 'forbidden' } as const;
    const log = [text(1, at(2, 9), 'me')];
    const underWay = rows(log, [
      { ...edit, state: { kind: 'pending' } },
      { ...react, state: { kind: 'sent', seq: 3, at: at(2, 9) } },
    ]).filter(isMessage);
    const refused = rows(log, [{ ...edit, state }]).filter(isMessage);

    expect(underWay).toMatchObject([
      {
        body: 'two',
        edited: true,
        reactions: [{ emoji: '🎉', mine: true }],
        change: { id: 'e', state: { kind: 'pending' } },
      },
    ]);
    expect(refused).toMatchObject([{ body: 'text 1', edited: false, change: { id: 'e', state } }]);
  });
});
