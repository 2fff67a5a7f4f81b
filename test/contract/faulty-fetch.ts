import { setTimeout as wait } from 'node:timers/promises';
import type { HttpOptions } from '../../client/http.ts';
import type { ActiveFaults } from './active-faults.ts';

type Fetch = NonNullable<HttpOptions['fetch']>;

/** Calls of the HTTP API that may meet a fault: an answer that is lost on its way, or comes late. */
export const faultyFetch =
  (faults: ActiveFaults): Fetch =>
  async (url, init) => {
    const what = faults.pick('http');
    if (what === 'delay') await wait(faults.delay(800));
    const response = await fetch(url, init);
    if (what !== 'unanswered') return response;
    await response.text();
    throw new Error('cannot read the answer: the connection broke');
  };
