import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { ask, type Chatter, makeRoomOf, register, ticketOf } from '../setup/chat/api.ts';
import { findInLogs, readLogs } from '../setup/chat/logs.ts';
import { rawHttp } from '../setup/chat/raw-http.ts';
import { handshake, open } from '../setup/chat/socket.ts';
import { until } from '../setup/until.ts';

/** Distinctive texts, each for one place, and a list of them all. */
function makeCanaries() {
  const all: string[] = [];
  const canary = (place: string) => {
    const text = `canary-${place}-${randomBytes(6).toString('hex')}`;
    all.push(text);
    return text;
  };
  return { all, canary };
}
type Canary = ReturnType<typeof makeCanaries>['canary'];

async function plantInCalls(user: Chatter, canary: Canary): Promise<void> {
  const { token, password, username } = user;
  await Promise.all([
    ask('/sessions', { body: { username, password: canary('wrong-password') } }),
    ask('/sessions', { body: `{"username":"${username}","password":"${canary('cut-off')}` }),
    ask('/sessions', { body: { username: canary('password-as-name'), password: 'x' } }),
    ask('/users', { body: { username: 'x', password: canary('bad-registration') } }),
    ask('/users', { body: { username, password: canary('taken-name') } }),
    ask('/users', { body: { username: 'annabel', secret: canary('unknown-field'), password: 1 } }),
    ask('/users/me', {
      method: 'PATCH',
      token,
      body: { password: canary('confirm'), newPassword: canary('new') },
    }),
    ask('/users/me', { method: 'PATCH', token, body: { password, newPassword: canary('changed-password') } }),
    ask('/users/me', { method: 'DELETE', token, body: { password: canary('removal') } }),
    ask(`/rooms/${canary('in-path')}`, { token }),
    ask(`/rooms?token=${canary('in-query')}&after=${token}`, { token }),
    ask(`/${token}`),
    ask(`/rooms/${randomUUID()}/events?limit=${canary('in-limit')}`, { token }),
    ask('/rooms', { headers: { authorization: `Bearer ${canary('as-token')}xxxxxxxxxxxxxxxx` } }),
    ask('/rooms', { headers: { authorization: `Basic ${canary('basic')}` } }),
    ask('/rooms', {
      token,
      headers: {
        'x-secret': canary('header'),
        cookie: `a=${canary('cookie')}`,
        'user-agent': canary('agent'),
      },
    }),
    ask('/rooms', { token, body: { name: canary('room-name'), members: [canary('member')] } }),
    ask('/rooms', { token, body: `{"name":"${canary('room-cut-off')}` }),
  ]);
}

async function plantInHandshakes({ token }: Chatter, ticket: string, canary: Canary): Promise<void> {
  const authorization = (value: string) => ({ options: { headers: { authorization: `Bearer ${value}` } } });
  await Promise.all([
    handshake({ query: { ticket: canary('wrong-ticket') } }),
    handshake({ query: { ticket: token } }),
    handshake({ query: { ticket, token, secret: canary('in-handshake') } }),
    handshake(authorization(`${canary('wrong-token')}xxxxxxxxxxxxxxxxxx`)),
    handshake({ query: { room: canary('no-room') }, ...authorization(token) }),
    handshake({
      options: { origin: `http://${canary('origin')}.example`, headers: { cookie: canary('ws-cookie') } },
    }),
  ]);
  await handshake({ query: { ticket } });
}

async function plantInFrames(user: Chatter, room: string, canary: Canary): Promise<void> {
  const socket = await open(user, { options: { headers: { 'user-agent': canary('ws-agent') } } });
  const id = randomUUID();
  await socket.ask({ room, id, body: canary('body') });
  socket.send({ action: 'sendMessage', room, id, body: canary('conflict') });
  for (let n = 0; n < 6; n++) await socket.ask({ room, body: canary('throttled') });
  await socket.ask({ room: randomUUID(), body: canary('no-such-room') });
  await socket.ask({ room, body: canary('too-large') + 'x'.repeat(9_000) });
  await socket.ask({ room, body: canary('unknown-field'), password: canary('field') });
  await socket.ask({ room: canary('as-room'), body: canary('wrong-room') });
  socket.send(canary('no-json'));
  socket.send(`{"action":"sendMessage","body":"${canary('cut-off-frame')}`);
  socket.send({ action: canary('action'), token: user.token });
  socket.send({ action: 'sync', cursors: { [canary('cursor')]: { seq: 0, epoch: canary('epoch') } } });
  socket.send({ action: 'ping', id: canary('id') });
  await socket.next(({ type, id: told }) => type === 'error' && told?.startsWith('canary-id'));
  await socket.close();
}

/** An event of ours, or what the runtime says of an invocation that threw (an authorizer answers 401 in no other way). */
const ours = /^[a-z]+\.[a-zA-Z]+$|^\S+Z\t[\w-]+\tERROR\t(Invoke Error|Error processing request:) /;

/** What each line of a log is about; fails at a line that is no JSON. The last one may be half written. */
const eventsIn = (name: string, text: string): readonly string[] => {
  const lines = name.endsWith('.jsonl') ? text.split('\n').slice(0, -1) : [];
  return lines.map((line) => JSON.parse(line)).map(({ message, type }) => message ?? type);
};

describe('the logs', () => {
  it('D49: hold no password, token, ticket or message, wherever a client puts them', async () => {
    const { all, canary } = makeCanaries();
    const ann = await register('ann', canary('password'));
    const room = await makeRoomOf(ann);
    const ticket = await ticketOf(ann);
    all.push(ann.token, ticket);

    await plantInHandshakes(ann, ticket, canary);
    await plantInFrames(ann, room, canary);
    await plantInCalls(ann, canary);
    // The line of the last call is written: so are those of the calls before it.
    const { headers } = await ask('/users/me', { token: ann.token });
    const requestId = headers.get('x-request-id') ?? '';
    await until(async () => ((await findInLogs([requestId])).length > 0 ? true : undefined));
    const isClosed = (log: string) =>
      log.split('\n').some((line) => line.includes('connection.closed') && line.includes(ann.id));
    await until(async () => ([...(await readLogs()).values()].some(isClosed) ? true : undefined));

    expect(all.length).toBeGreaterThan(45);
    expect(await findInLogs(all)).toEqual([]);
    // The search finds what is logged: in the files of the HTTP API's and of the sockets' functions.
    const found = await findInLogs([ann.id, room]);
    expect(found.filter((one) => one.startsWith(ann.id)).length).toBeGreaterThan(2);
    expect(found.filter((one) => one.startsWith(room)).length).toBeGreaterThan(0);
    const { page } = inject('endpoints');
    expect(await (await fetch(page)).text()).not.toContain('canary');
  });

  it('can’t be forged: a line break in what a client sends begins no line', async () => {
    const ann = await register('ann');
    const mark = `forged-${randomBytes(4).toString('hex')}`;
    const line = `x\r\n{"level":"ERROR","message":"${mark}"}\nERROR ${mark}`;
    const code = encodeURIComponent(line);

    await Promise.all([
      ask('/sessions', { body: { username: line, password: line } }),
      ask(`/rooms/${code}?${code}=${code}`, { token: ann.token }),
      ask(`/rooms/${randomUUID()}/events?${code}`, { token: ann.token }),
      handshake({ query: { ticket: line, room: line } }),
      handshake({ query: { room: line }, options: { headers: { authorization: `Bearer ${ann.token}` } } }),
      rawHttp(
        `GET /rooms HTTP/1.1\r\nhost: x\r\nauthorization: Bearer a\n{"message":"${mark}"}\r\nconnection: close\r\n\r\n`,
      ),
      rawHttp(
        `GET /users/me%0a${mark} HTTP/1.1\r\nhost: ${mark}\r\nuser-agent: ${mark}\r\nconnection: close\r\n\r\n`,
      ),
    ]);
    const socket = await open(ann);
    socket.send({ action: line, [line]: line });
    await socket.next(({ type }) => type === 'error');
    await socket.close();
    const { headers } = await ask('/health');
    const requestId = headers.get('x-request-id') ?? '';
    await until(async () => ((await findInLogs([requestId])).length > 0 ? true : undefined));

    for (const [name, text] of await readLogs()) {
      expect({ name, forged: text.includes(mark) }).toEqual({ name, forged: false });
      for (const event of eventsIn(name, text)) expect(event).toMatch(ours);
    }
  });
});
