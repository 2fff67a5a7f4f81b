import type middy from '@middy/core';
import { forgetBatches } from './batch-metrics.ts';
import { publishMetrics } from './metrics.ts';

function end(): void {
  publishMetrics();
  forgetBatches();
}

/** Publishes what an invocation counted and measured, at its end, whatever came of it. Comes before what counts refusals. */
export const metered: middy.MiddlewareObj = { after: end, onError: end };
