import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ChatError } from '../../shared/protocol/errors.ts';
import type { Way } from './way.ts';

/**
 * By the function `admin`, whose database is in a private subnet. Whoever calls needs `lambda:InvokeFunction` on it.
 *
 * The password goes to Lambda in the body of a TLS request; neither the function nor AWS's audit of calls keeps it.
 */
export function inAws(functionName: string): Way {
  const client = new LambdaClient();
  const createAdmin: Way['createAdmin'] = async (command) => {
    const { FunctionError, Payload } = await client.send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(command) }),
    );
    const answer = JSON.parse(Buffer.from(Payload ?? []).toString() || '{}');
    if (FunctionError) throw new Error(`${functionName} failed: ${answer.errorMessage}; its log says more`);
    if (answer.outcome !== 'refused') return answer;
    const { message, ...fields } = answer.error;
    throw new ChatError(message, fields);
  };
  return { createAdmin, [Symbol.asyncDispose]: async () => client.destroy() };
}
