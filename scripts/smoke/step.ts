import { HttpError } from '../../client/http-error.ts';

/** Does a step and says how it went; what it answers is the step's. @throws Told when it failed, which has been said. */
export type Step = <Value>(title: string, work: () => Promise<Value>) => Promise<Value>;

/** A step failed, and a line said why. */
export class Told extends Error {}

/** Counts and tells steps, a line each. */
export function makeStep(say: (line: string) => void): {
  readonly step: Step;
  readonly passed: () => number;
} {
  let passed = 0;
  const step: Step = async (title, work) => {
    const since = performance.now();
    const ms = () => `${Math.round(performance.now() - since)} ms`;
    try {
      const value = await work();
      passed++;
      say(`ok    ${title} (${ms()})`);
      return value;
    } catch (cause) {
      say(`FAIL  ${title}: ${reasonOf(cause)} (${ms()})`);
      throw new Told(title, { cause });
    }
  };
  return { step, passed: () => passed };
}

/** What somebody who deploys can do something with: the status, the code and the request id, or why nothing was reached. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const facts = error instanceof HttpError ? httpFacts(error) : [];
  const { cause } = error;
  const under = cause instanceof Error ? `; ${reasonOf(cause)}` : '';
  // Node tells a refused connection as an aggregate without words of its own.
  const { code } = error as NodeJS.ErrnoException;
  const message = error.message || code || error.name;
  return `${message}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}${under}`;
}

function httpFacts({ status, code, requestId, details }: HttpError): readonly string[] {
  return [
    ...(status > 0 ? [`${status} ${code}`] : []),
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
    ...details.map(({ path, message }) => `${path} ${message}`),
  ];
}
