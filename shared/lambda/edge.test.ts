import { describe, expect, it } from 'vitest';
import { clientAddress, openEdge } from './edge.ts';

const edge = '130.176.0.1';
const viewer = '203.0.113.7';

describe('the address of a client', () => {
  it('is who called the gateway, whatever is said in a header', () => {
    expect(clientAddress({ sourceIp: viewer, forwardedFor: `198.51.100.1, ${viewer}` }, false)).toBe(viewer);
  });

  it('is who called CloudFront when the call came through it', () => {
    expect(clientAddress({ sourceIp: edge, forwardedFor: `${viewer}, ${edge}` }, true)).toBe(viewer);
  });

  it('is not what a client wrote into the header before', () => {
    const forwardedFor = `198.51.100.1, 198.51.100.2, ${viewer}, ${edge}`;

    expect(clientAddress({ sourceIp: edge, forwardedFor }, true)).toBe(viewer);
  });

  it('is found with IPv6, and where the gateway added nothing', () => {
    expect(clientAddress({ sourceIp: edge, forwardedFor: '2001:db8::1' }, true)).toBe('2001:db8::1');
  });

  it('is CloudFront’s where nothing else is known', () => {
    expect(clientAddress({ sourceIp: edge }, true)).toBe(edge);
  });
});

describe('a call through the edge', () => {
  function edgeWith(...answers: readonly (string | Error)[]) {
    const left = [...answers];
    const unknown: string[] = [];
    let time = 0;
    const isThrough = openEdge({
      read: async () => {
        const answer = left.shift();
        if (answer === undefined || answer instanceof Error) throw answer ?? new Error('asked too often');
        return answer;
      },
      now: () => time,
      onUnknown: ({ message }) => unknown.push(message),
    });
    return { isThrough, unknown, pass: (ms: number) => (time += ms), left };
  }

  it('is known by the secret, which is read once for many calls', async () => {
    const { isThrough } = edgeWith('right');

    expect(await Promise.all([isThrough('right'), isThrough('wrong'), isThrough('right')])).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('is none when nothing is shown: then nothing is read', async () => {
    const { isThrough, left } = edgeWith('right');

    expect(await isThrough(undefined)).toBe(false);
    expect(left).toHaveLength(1);
  });

  it('is known by a new secret within ten minutes', async () => {
    const { isThrough, pass } = edgeWith('old', 'new');
    await isThrough('old');

    pass(10 * 60_000 + 1);

    expect(await isThrough('new')).toBe(true);
  });

  it('is not believed while the secret can’t be read, and that is told once', async () => {
    const { isThrough, unknown, pass } = edgeWith(new Error('no way out'), 'right');

    expect(await Promise.all([isThrough('right'), isThrough('right')])).toEqual([false, false]);
    expect(unknown).toEqual(['no way out']);

    pass(10 * 60_000 + 1);
    expect(await isThrough('right')).toBe(true);
  });

  it('is none where a stage has no such secret', async () => {
    const isThrough = openEdge({ read: undefined, now: () => 0, onUnknown: () => undefined });

    expect(await isThrough('anything')).toBe(false);
  });
});
