import { freePort } from '../processes/free-port.ts';
import type { FunctionConfig } from '../template/functions.ts';
import type { LocalEvent } from './start-options.ts';

export type InspectOptions = {
  readonly inspect?: readonly string[];
  readonly basePort?: number;
  readonly emit: (event: LocalEvent) => void;
};

const firstPort = 9229;

/**
 * Gives each function that is to be inspected a port for its debugger: Node's usual one and those after it, or free ones where
 * all ports are free ones.
 *
 * @throws when there is no such function.
 */
export async function inspectPorts(
  functions: readonly FunctionConfig[],
  { inspect = [], basePort = 0, emit }: InspectOptions,
): Promise<ReadonlyMap<string, number>> {
  const ports = new Map<string, number>();
  for (const name of inspect) {
    const found = functions.find((config) => config.label === name || config.name === name);
    if (found === undefined)
      throw new Error(
        `cannot inspect ${name}: the functions are ${functions.map(({ label }) => label).join(', ')}`,
      );
    const port = basePort === 0 ? await freePort() : firstPort + ports.size;
    ports.set(found.label, port);
    const url = `127.0.0.1:${port} (chrome://inspect, or your editor's "attach")`;
    emit({ source: 'lambda', event: { kind: 'inspect', function: found.label, url } });
  }
  return ports;
}
