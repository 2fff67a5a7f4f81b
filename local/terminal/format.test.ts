import { describe, expect, it } from 'vitest';
import { formatLambdaEvent, type Paint } from './format.ts';

const plain: Paint = (_style, text) => text;
const line = (text: string) =>
  formatLambdaEvent({ kind: 'line', function: 'send', requestId: 'r', text }, 0, plain).slice(13);

describe('a line on the terminal', () => {
  it('has the event first, then the fields of a structured line', () => {
    const text = JSON.stringify({
      level: 'INFO',
      message: 'message.received',
      timestamp: 'x',
      room: 7,
      note: 'a b',
    });

    expect(line(text)).toBe('send                 message.received room=7 note="a b"');
  });

  it('shows metrics in the embedded format as the fields that they are', () => {
    const text = JSON.stringify({
      _aws: {
        Timestamp: 1,
        CloudWatchMetrics: [{ Namespace: 'n', Metrics: [{ Name: 'Sent', Unit: 'Count' }] }],
      },
      message: 'invocation.measured',
      stage: 'local',
      Sent: 2,
      Took: [3, 4],
    });

    expect(line(text)).toBe('send                 invocation.measured stage=local Sent=2 Took=[3,4]');
  });

  it('names the level of warnings and errors', () => {
    expect(line('2026-01-01T00:00:00.000Z\tr\tERROR\tit broke')).toBe('send                 ERROR it broke');
  });

  it('cannot move the cursor or forge another line', () => {
    expect(line('\u001b[2Jgone\rforged')).toBe(
      `send                 \\x1b[2Jgone\n${' '.repeat(31)}| forged`,
    );
  });

  it('tells of an invocation how it went', () => {
    const event = {
      kind: 'invocation',
      function: 'send',
      requestId: 'r',
      memoryMb: 128,
      peakMb: 60,
    } as const;

    const warm = formatLambdaEvent({ ...event, outcome: 'ok', durationMs: 3.14, billedMs: 4 }, 0, plain);
    const cold = formatLambdaEvent(
      {
        ...event,
        outcome: 'timeout',
        durationMs: 3000,
        billedMs: 3100,
        initMs: 99.6,
        errorType: 'T',
        errorMessage: 'm',
      },
      0,
      plain,
    );

    expect(warm.slice(13)).toBe('send               ok 3.1 ms (warm) 60 MB');
    expect(cold.slice(13)).toBe('send               timeout 3000.0 ms (cold, init 100 ms) 60 MB T: m');
  });
});
