import type { LocalEvent } from '../../local/app/start-options.ts';
import { type FaultyOptions, type FaultyStack, startFaultyStack } from '../faults/faulty-stack.ts';
import type { Opening } from './history.ts';

/** The faulty stack, which tells of every connection. */
export type ContractStack = FaultyStack & { readonly openings: () => readonly Opening[] };

export async function startContractStack(options: FaultyOptions): Promise<ContractStack> {
  const openings = new Map<string, Opening>();
  const onEvent = ({ source, event }: LocalEvent) => {
    if (source !== 'gateway') return;
    if (event.kind === 'connection opened') {
      const { connectionId: connection, principalId: user = '' } = event;
      const at = Date.now();
      const begunAt = at - event.durationMs;
      openings.set(connection, { connection, user, begunAt, at, closedAt: undefined });
    }
    const opening = event.kind === 'connection closed' && openings.get(event.connectionId);
    if (opening) openings.set(opening.connection, { ...opening, closedAt: Date.now() });
  };
  const stack = await startFaultyStack({ ...options, start: { ...options.start, onEvent } });
  return { ...stack, openings: () => [...openings.values()] };
}
