/** Something that several projects of a test run use, and that is started for the first and stopped after the last. */
type Slot = { users: number; value: Promise<unknown> };

/** Each project loads this file anew: what they share hangs on the process. */
const shared = globalThis as { parleyShared?: Map<string, Slot> };
const slots = shared.parleyShared ?? new Map<string, Slot>();
shared.parleyShared = slots;

/** Starts `name` unless another project of this run has, and returns it. */
export function shareOnce<Value>(name: string, start: () => Promise<Value>): Promise<Value> {
  const slot = slots.get(name) ?? { users: 0, value: start() };
  slots.set(name, slot);
  slot.users++;
  return slot.value as Promise<Value>;
}

/** Stops `name` when this was its last user. */
export async function releaseShared<Value>(
  name: string,
  stop: (value: Value) => Promise<void>,
): Promise<void> {
  const slot = slots.get(name);
  if (!slot || --slot.users > 0) return;
  slots.delete(name);
  await stop((await slot.value) as Value);
}
