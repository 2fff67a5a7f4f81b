import type { Outcome } from '../lambda/invoke.ts';
import type { LambdaService } from '../lambda/lambda-service.ts';
import type { Trigger } from '../template/triggers.ts';
import { seconds } from './backing-services.ts';

/**
 * Runs what a deployment runs once, one after another, before anything takes traffic.
 *
 * @throws when one fails: a deployment would be rolled back.
 */
export async function runTriggers(
  triggers: readonly Trigger[],
  service: LambdaService,
  say: (line: string) => void,
): Promise<void> {
  for (const { functionArn, payload, waits, path } of triggers) {
    const text = JSON.stringify(payload);
    if (!waits) {
      service.enqueue(functionArn, text);
      continue;
    }
    const since = performance.now();
    const name = service.find(functionArn)?.label ?? path;
    const outcome = await service.invokeDirectly(functionArn, text);
    if (outcome.kind !== 'returned') throw new Error(`cannot start: ${name} failed: ${reason(outcome)}`);
    say(`Ran ${name} (${seconds(since)})`);
  }
}

function reason(outcome: Outcome): string {
  if (outcome.kind === 'failed') return outcome.errorMessage;
  return outcome.kind === 'refused' ? outcome.reason : 'no environment was free';
}
