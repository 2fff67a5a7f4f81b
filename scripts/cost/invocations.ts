import { functionCatalog } from '../../infra/function-catalog.ts';
import type { Usage } from './bill.ts';

/** What nobody has measured in an account. */
export const assumed = {
  /** Bytes that Lambda itself logs of an invocation: START, END and REPORT. */
  platformLogBytes: 350,
  /** Bytes of a log line of ours. */
  lineBytes: 400,
  /** Three months of logs, compressed to a fifth. */
  keptLogMonths: 3 / 5,
  /** Share of the invocations that X-Ray traces, where a stage has it on. */
  tracedShare: 0.05,
  /** Bytes of a post beside its frame, through NAT, both ways: headers, signature, TLS. */
  postOverheadBytes: 1_500,
  /** Bytes of the page that a user loads once a day. */
  pageBytes: 100_000,
  /** Milliseconds of a sweep that finds little. */
  sweepMs: 200,
} as const;

/** What invocations of a function of the catalog cost: requests, memory while they run, logs, traces. */
export function invocationsOf(
  name: string,
  { count, ms, lines }: { readonly count: number; readonly ms: number; readonly lines: number },
): Usage {
  const spec = functionCatalog.find((one) => one.name === name);
  if (!spec) throw new Error(`cannot price ${name}: it is not in the catalog of functions`);
  const { platformLogBytes, lineBytes, tracedShare, keptLogMonths } = assumed;
  const logGb = (count * (platformLogBytes + lines * lineBytes)) / 1e9;
  return {
    lambdaRequests: count,
    lambdaGbSeconds: (ms / 1_000) * (spec.memoryMib / 1_024),
    logGb,
    logGbMonths: logGb * keptLogMonths,
    traces: count * tracedShare,
  };
}

/** What posts cost: the gateway's messages, the way through NAT, the way to the people. */
export function postsOf(posts: number, frameBytes: number): Usage {
  return {
    socketMessages: posts,
    natGatewayGb: (posts * (frameBytes + assumed.postOverheadBytes)) / 1e9,
    outGb: (posts * frameBytes) / 1e9,
  };
}

/** What frames from people cost, with their answers. */
export function framesOf(frames: number, answerBytes: number): Usage {
  return { socketMessages: 2 * frames, outGb: (frames * answerBytes) / 1e9 };
}
