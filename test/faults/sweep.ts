import { inDatabase } from '../setup/chat/stored.ts';
import type { FaultyStack } from './faulty-stack.ts';

/** Makes what was not delivered old enough for the sweeper, and has it sweep as it does once a minute. */
export async function sweep({ running }: FaultyStack): Promise<void> {
  await inDatabase("update events set created_at = created_at - interval '10 s' where delivered_at is null");
  const outcome = await running.invoke('sweep', {});
  if (outcome.kind !== 'returned') throw new Error(`cannot sweep: ${JSON.stringify(outcome)}`);
}
