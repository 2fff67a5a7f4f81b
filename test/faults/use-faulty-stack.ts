import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import type { StartOptions } from '../../local/app/start-options.ts';
import { useProduct } from '../setup/chat/product.ts';
import { type FaultyStack, startFaultyStack } from './faulty-stack.ts';

/** A faulty stack for the tests of a file, healed after each; the chat of `test/setup/chat` talks to it. */
export function useFaultyStack(options: StartOptions = {}): () => FaultyStack {
  let stack: FaultyStack | undefined;
  beforeAll(async () => {
    stack = await startFaultyStack({
      postgresUrl: inject('postgresUrl'),
      assembly: join(dirname(inject('logFolder')), 'cdk.out'),
      start: options,
    });
    useProduct(stack);
  });
  afterEach(() => stack?.heal());
  afterAll(() => stack?.remove());
  return () => {
    if (!stack) throw new Error('cannot use the stack: it is not up');
    return stack;
  };
}
