import { describe, expect, it } from 'vitest';
import { systemClock } from './clock.ts';
import { createFastClock } from './fast-clock.ts';
import { ManualClock } from './manual-clock.ts';

describe('clock', () => {
  it('stands until it is told to go on, and runs timers in the order of their times', () => {
    const clock = new ManualClock(1_000);
    const ran: string[] = [];
    clock.after(20, () => ran.push(`late ${clock.now()}`));
    clock.after(10, () => ran.push(`early ${clock.now()}`));

    clock.advance(20);

    expect(ran).toEqual(['early 1010', 'late 1020']);
  });

  it('runs a timer that a timer sets, when both are due', () => {
    const clock = new ManualClock(0);
    const ran: number[] = [];
    clock.after(10, () => clock.after(10, () => ran.push(clock.now())));

    clock.advance(30);

    expect(ran).toEqual([20]);
  });

  it('drops a timer that was cancelled', () => {
    const clock = new ManualClock(0);
    const cancel = clock.after(10, () => expect.unreachable());

    cancel();
    clock.advance(10);

    expect(clock.waiting).toBe(0);
  });

  it('makes ten minutes pass in a second', () => {
    const base = new ManualClock(5_000);
    const clock = createFastClock(600, base);
    const ran: number[] = [];
    clock.after(600_000, () => ran.push(clock.now()));

    base.advance(1_000);

    expect(ran).toEqual([605_000]);
  });

  it("tells the machine's time and runs its timers", async () => {
    await new Promise<void>((resolve) => systemClock.after(0, resolve));
    systemClock.after(60_000, () => expect.unreachable())();

    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000);
  });
});
