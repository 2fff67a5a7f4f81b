import type { LocalEvent } from '../../local/app/start-options.ts';
import { type FaultyOptions, type FaultyStack, startFaultyStack } from '../faults/faulty-stack.ts';
import type { Disturbance, Opening } from './history.ts';

/** The faulty stack, which tells of every connection, and of what its functions met. */
export type ContractStack = FaultyStack & {
  readonly openings: () => readonly Opening[];
  /** When functions said that they could not reach Redis in time, whether a fault was the reason or a slow machine. */
  readonly unreachable: () => readonly Disturbance[];
};

/** Longer than a function waits for Redis. */
const aboutMs = 2_000;

export async function startContractStack(options: FaultyOptions): Promise<ContractStack> {
  const openings = new Map<string, Opening>();
  const unreachable: Disturbance[] = [];
  const onEvent = ({ source, event }: LocalEvent) => {
    const at = Date.now();
    if (source === 'lambda') {
      const isAway = event.kind === 'line' && event.text.includes('redis.unavailable');
      if (isAway)
        unreachable.push({
          kind: 'redis unavailable',
          from: at - aboutMs,
          until: at,
          connection: connectionIn(event.text),
        });
    } else note(event, openings);
  };
  const stack = await startFaultyStack({ ...options, start: { ...options.start, onEvent } });
  return { ...stack, openings: () => [...openings.values()], unreachable: () => unreachable };
}

/** Whose frame or handshake a log line is about; undefined where it is about none. */
const connectionIn = (line: string): string | undefined => /"connectionId":"([^"]+)"/.exec(line)?.[1];

type GatewayEvent = Extract<LocalEvent, { source: 'gateway' }>['event'];

function note(event: GatewayEvent, openings: Map<string, Opening>): void {
  const at = Date.now();
  if (event.kind === 'connection opened') {
    const { connectionId: connection, principalId: user = '' } = event;
    openings.set(connection, { connection, user, begunAt: at - event.durationMs, at, closedAt: undefined });
  }
  const opening = event.kind === 'connection closed' && openings.get(event.connectionId);
  if (opening) openings.set(opening.connection, { ...opening, closedAt: at });
}
