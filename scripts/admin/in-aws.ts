import { setTimeout } from 'node:timers/promises';
import { InvokeCommand, type InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import { ChatError } from '../../shared/protocol/errors.ts';
import type { Way } from './way.ts';

type Options = {
  readonly client?: LambdaClient;
  /** How often a function that is waking up is called at most, and the time between two calls: two minutes. */
  readonly calls?: number;
  readonly pauseMs?: number;
};

/**
 * What Lambda answers instead of invoking a function that was idle for weeks, whose network it took away and now sets up again
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html). Nothing ran, so asking again does nothing twice.
 */
const wakingUp = new Set(['ResourceNotReadyException', 'ENINotReadyException', 'ResourceConflictException']);

/**
 * By the function `admin`, whose database is in a private subnet. Whoever calls needs `lambda:InvokeFunction` on it.
 *
 * The password goes to Lambda in the body of a TLS request; neither the function nor AWS's audit of calls keeps it.
 */
export function inAws(functionName: string, options: Options = {}): Way {
  const { client = new LambdaClient(), calls = 25, pauseMs = 5_000 } = options;
  const invoke = async (payload: string, callsLeft: number): Promise<InvokeCommandOutput> => {
    try {
      return await client.send(new InvokeCommand({ FunctionName: functionName, Payload: payload }));
    } catch (error) {
      if (!(error instanceof Error && wakingUp.has(error.name)) || callsLeft <= 1) throw error;
      await setTimeout(pauseMs);
      return invoke(payload, callsLeft - 1);
    }
  };
  const createAdmin: Way['createAdmin'] = async (command) => {
    const { FunctionError, Payload } = await invoke(JSON.stringify(command), calls);
    const answer = JSON.parse(Buffer.from(Payload ?? []).toString() || '{}');
    if (FunctionError) throw new Error(`${functionName} failed: ${answer.errorMessage}; its log says more`);
    if (answer.outcome !== 'refused') return answer;
    const { message, ...fields } = answer.error;
    throw new ChatError(message, fields);
  };
  return { createAdmin, [Symbol.asyncDispose]: async () => client.destroy() };
}
