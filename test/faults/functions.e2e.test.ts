import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bodiesAt, hasBody, meet, storedIn } from '../setup/chat/party.ts';
import { type Frame, open } from '../setup/chat/socket.ts';
import { until } from '../setup/until.ts';
import { onceAsked, onceCommitted, statements } from './strikes.ts';
import { sweep } from './sweep.ts';
import { useFaultyStack } from './use-faulty-stack.ts';

const stack = useFaultyStack();

const { acceptMessage } = statements;
/** What the gateway says of a function that failed: it knows no ids of ours. */
const isGatewayError = ({ message, type }: Frame) => !type && message === 'Internal server error';

describe('a function or a socket that ends in the middle of a send', () => {
  it('F1: a retry after a lost ack is answered `repeated`, and there is one event', async () => {
    const party = await meet();
    const { a, b, ann, room } = party;
    const id = randomUUID();
    stack().postgres.onServerChunk(
      onceCommitted(acceptMessage, () => {
        a.raw.terminate();
        return 'forward';
      }),
    );

    a.send({ action: 'sendMessage', room, id, body: 'heard?' });
    await b.next(hasBody('heard?'));
    const again = await open(ann);
    const retry = await again.ask({ room, id, body: 'heard?' });

    expect(a.frames.some(({ type }) => type === 'ack')).toBe(false);
    expect(retry).toMatchObject({ type: 'ack', seq: 3, repeated: true });
    expect(await storedIn(party)).toEqual(['heard?']);
    expect(bodiesAt(b)).toEqual(['heard?']);
    again.raw.terminate();
    await party.leave();
  });

  it('F2: a message whose function is killed after the commit is acked to the retry, told by heads, and swept up', async () => {
    const party = await meet();
    const { a, b, room } = party;
    const id = randomUUID();
    stack().postgres.onServerChunk(
      onceCommitted(acceptMessage, () => {
        void stack().kill('send-message', 'busy');
        return 'cut';
      }),
    );

    a.send({ action: 'sendMessage', room, id, body: 'stored' });
    await a.next(isGatewayError, 'the error of the gateway');
    const retry = await a.ask({ room, id, body: 'stored' });
    b.send({ action: 'ping' });
    const { heads } = await b.next(({ type }) => type === 'pong');
    b.send({ action: 'sync', cursors: { [room]: { seq: 2 } } });
    const { rooms } = await b.next(({ type }) => type === 'synced');

    expect(bodiesAt(b)).toEqual([]);
    await sweep(stack());
    await Promise.all([a, b].map((socket) => socket.next(hasBody('stored'))));

    expect(retry).toMatchObject({ type: 'ack', seq: 3, repeated: true });
    expect(heads[room].seq).toBe(3);
    expect(rooms[room].events).toMatchObject([{ seq: 3, body: 'stored' }]);
    await party.leave();
  });

  it('F3: a message whose function is killed before the commit leaves nothing, and its retry is stored once', async () => {
    const party = await meet();
    const { a, b, room } = party;
    const id = randomUUID();
    stack().postgres.onClientChunk(
      onceAsked(acceptMessage, () => {
        void stack().kill('send-message', 'busy');
        return 'cut';
      }),
    );

    a.send({ action: 'sendMessage', room, id, body: 'at last' });
    await a.next(isGatewayError, 'the error of the gateway');
    const before = await storedIn(party);
    const retry = await a.ask({ room, id, body: 'at last' });
    await b.next(hasBody('at last'));

    expect(before).toEqual([]);
    expect(retry).toMatchObject({ type: 'ack', seq: 3, repeated: false });
    expect(await storedIn(party)).toEqual(['at last']);
    await party.leave();
  });
});

describe('a deployment', () => {
  it('DF16: in the middle of a send closes no socket; the send is acked, the next one runs in the new release', async () => {
    const party = await meet();
    const { a, b, room } = party;
    await a.ask({ room, body: 'before' });
    const pidsOf = () =>
      stack()
        .running.environments()
        .filter(({ functionName }) => functionName === 'send-message');
    const old = pidsOf().map(({ pid }) => pid);

    stack().postgres.hang(true);
    const under = a.ask({ room, body: 'under way' });
    await until(() => pidsOf().some(({ isBusy }) => isBusy) || undefined);
    await stack().deploy();
    stack().postgres.hang(false);
    const acks = [await under, await a.ask({ room, body: 'after' })];
    await b.next(hasBody('after'));

    expect(acks).toMatchObject([
      { type: 'ack', seq: 4 },
      { type: 'ack', seq: 5 },
    ]);
    expect(bodiesAt(b).toSorted()).toEqual(['after', 'before', 'under way']);
    expect([a.closed(), b.closed()]).toEqual([undefined, undefined]);
    await until(() => pidsOf().every(({ pid }) => !old.includes(pid)) || undefined);
    await party.leave();
  });
});
