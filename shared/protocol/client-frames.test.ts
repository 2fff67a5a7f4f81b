import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DeleteMessage,
  EditMessage,
  MarkRead,
  Ping,
  React,
  SendMessage,
  Sync,
  Typing,
} from './client-frames.ts';
import { ChatError } from './errors.ts';
import { parse, parseJson } from './parse.ts';

const room = '0197a1b2-0000-7000-8000-000000000001';

function detailsOf(schema: Parameters<typeof parse>[0], input: unknown) {
  try {
    parse(schema, input, 'frame');
  } catch (error) {
    if (error instanceof ChatError) return error.fields;
    throw error;
  }
  return 'accepted';
}

describe('client frames', () => {
  it('reads a message, ids in lower case', () => {
    const frame = parse(
      SendMessage,
      { action: 'sendMessage', room: room.toUpperCase(), body: 'hi' },
      'frame',
    );

    expect(frame).toEqual({ action: 'sendMessage', room, body: 'hi' });
  });

  it('names the field that is unknown, missing or of the wrong type, and not its value', () => {
    const wrong = { action: 'sendMessage', body: 42, room: 'secret', user: 'x' };

    expect(detailsOf(SendMessage, wrong)).toEqual({
      code: 'invalid_request',
      details: [
        { path: 'room', message: 'is not a UUID' },
        { path: 'body', message: 'is not string' },
        { path: 'user', message: 'is not a known field' },
      ],
    });
    expect(detailsOf(SendMessage, { action: 'sendMessage' })).toEqual({
      code: 'invalid_request',
      details: [{ path: 'body', message: 'is missing' }],
    });
  });

  it.each(['', '   ', '\u200b\u200d', 'a\0b', 'x\ud800', '\n\t'])('refuses the body %j', (body) => {
    expect(detailsOf(SendMessage, { action: 'sendMessage', body })).toMatchObject({
      code: 'invalid_request',
    });
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 60, '1', null])('refuses the cursor %j', (seq) => {
    const cursors = { [room]: { seq } };

    expect(detailsOf(Sync, { action: 'sync', cursors })).toMatchObject({ code: 'invalid_request' });
  });

  it.each(['a\0b', '\ud800', 7, null])('refuses the epoch %j', (epoch) => {
    const cursors = { [room]: { seq: 0, epoch } };

    expect(detailsOf(Sync, { action: 'sync', cursors })).toMatchObject({ code: 'invalid_request' });
  });

  it.each([[[]], ['all'], [7]])('refuses %j as cursors', (cursors) => {
    expect(detailsOf(Sync, { action: 'sync', cursors })).toMatchObject({ code: 'invalid_request' });
  });

  it.each(['👍', '❤️', '🇩🇰', '🏴󠁧󠁢󠁷󠁬󠁳󠁿', '👩🏽‍❤️‍💋‍👨🏿', '1️⃣', '🫶'])('takes %j as one emoji', (emoji) => {
    const frame = { action: 'react', room, seq: 1, emoji, on: true };

    expect(parse(React, frame, 'frame')).toEqual(frame);
  });

  it.each(['', 'a', '1', '👍👍', ' 👍', '❤', '👍\0', '\ud83d', '\u200d', '👍'.repeat(999), 7, null])(
    'refuses %j as an emoji',
    (emoji) => {
      const frame = { action: 'react', room, seq: 1, emoji, on: true };

      expect(detailsOf(React, frame)).toMatchObject({ code: 'invalid_request' });
    },
  );

  it('refuses a sync of more rooms than one answer can carry', () => {
    const ids = Array.from(
      { length: 101 },
      (_, n) => `0197a1b2-0000-7000-8000-${String(n).padStart(12, '0')}`,
    );

    const cursors = Object.fromEntries(ids.map((id) => [id, { seq: 0 }]));

    expect(detailsOf(Sync, { action: 'sync', cursors })).toMatchObject({ code: 'invalid_request' });
    expect(detailsOf(Ping, { action: 'ping', rooms: ids })).toMatchObject({ code: 'invalid_request' });
  });

  it('answers anything at all with a frame or with invalid_request', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.object().map((o) => JSON.stringify(o)),
        ),
        (text) => {
          const all = [SendMessage, EditMessage, DeleteMessage, React, MarkRead, Typing, Sync, Ping];
          for (const schema of all) {
            try {
              parse(schema, parseJson(text, 'frame'), 'frame');
            } catch (error) {
              expect(error).toMatchObject({ name: 'ChatError', fields: { code: 'invalid_request' } });
            }
          }
        },
      ),
    );
  });

  it('survives nesting 100,000 deep', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

    expect(detailsOf(SendMessage, parseJson(deep, 'frame'))).toMatchObject({ code: 'invalid_request' });
  });
});
