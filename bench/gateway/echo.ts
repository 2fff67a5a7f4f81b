import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Row } from '../harness/row.ts';
import { quantile } from '../harness/statistics.ts';
import type { Peer } from './peer.ts';

type Latencies = { readonly p50: number; readonly p99: number };
type Run = {
  readonly bare: Latencies;
  readonly mock: Latencies;
  readonly lambda: Latencies;
  readonly invocation: Latencies;
};

const latencies = (values: readonly number[]): Latencies => ({
  p50: quantile(values, 0.5),
  p99: quantile(values, 0.99),
});

async function open(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false, headers: { 'x-user': 'ann' } });
  await once(socket, 'open');
  return socket;
}

/** Sends frames one after another, each when the one before has come back, and times each. */
async function pingPong(socket: WebSocket, action: string, count: number): Promise<number[]> {
  const frame = JSON.stringify({ action, text: 'x'.repeat(100) });
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const begun = performance.now();
    socket.send(frame);
    const [data] = await once(socket, 'message');
    times.push(performance.now() - begun);
    if (String(data) !== frame) throw new Error(`cannot measure an echo: ${String(data)} came back`);
  }
  return times;
}

function toRows(runs: readonly Run[]): Row[] {
  const each = (read: (run: Run) => number): number[] => runs.map(read);
  const latency = (name: string, kind: 'mock' | 'lambda', share: 'p50' | 'p99'): Row => ({
    name: `${name}, ${share}`,
    unit: 'ms',
    ours: each((run) => run[kind][share]),
    peer: each(({ bare }) => bare[share]),
  });
  const lambdaName = 'echo, two-way Lambda route';
  const mockName = 'echo, two-way MOCK route (gateway alone)';
  return [
    latency(lambdaName, 'lambda', 'p50'),
    latency(lambdaName, 'lambda', 'p99'),
    {
      name: '– more than bare ws, p50',
      unit: 'ms',
      ours: each(({ lambda, bare }) => lambda.p50 - bare.p50),
    },
    {
      name: '– of it the Lambda process, p50',
      unit: 'ms',
      ours: each(({ invocation }) => invocation.p50),
    },
    {
      name: '– of it the Lambda process, p99',
      unit: 'ms',
      ours: each(({ invocation }) => invocation.p99),
    },
    {
      name: '– of it gateway and sockets, p50',
      unit: 'ms',
      ours: each(({ lambda, invocation, bare }) => lambda.p50 - invocation.p50 - bare.p50),
    },
    latency(mockName, 'mock', 'p50'),
    latency(mockName, 'mock', 'p99'),
  ];
}

/** What a message costs that goes through a two-way route, beside a bare echo. */
export async function measureEcho(
  gateway: Peer,
  bare: Peer,
  { runs: count, echoes }: { readonly runs: number; readonly echoes: number },
): Promise<Row[]> {
  const direct = await open(bare.url('bare'));
  const routed = await open(gateway.url('Guarded'));
  const once = async (frames: number): Promise<Run> => {
    const bareMs = await pingPong(direct, 'echo', frames);
    const mockMs = await pingPong(routed, 'mock', frames);
    await gateway.ask();
    const lambdaMs = await pingPong(routed, 'echo', frames);
    const { invocationMs } = await gateway.ask();
    return {
      bare: latencies(bareMs),
      mock: latencies(mockMs),
      lambda: latencies(lambdaMs),
      invocation: latencies(invocationMs),
    };
  };
  await once(echoes);
  const runs: Run[] = [];
  for (let run = 0; run < count; run += 1) runs.push(await once(echoes));
  direct.terminate();
  routed.terminate();
  return toRows(runs);
}
