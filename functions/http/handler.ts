import middy from '@middy/core';
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { makeApp } from './app.ts';

const serve = handle(makeApp());

/** The HTTP API behind one function. */
export const handler = middy<LambdaEvent>().handler((event, context) =>
  serve(event, context as unknown as LambdaContext),
);
