import middy from '@middy/core';
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { metered } from '../../shared/lambda/metered.ts';
import { makeApp } from './app.ts';

const serve = handle(makeApp());

const methodOf = ({ requestContext }: LambdaEvent): string =>
  'http' in requestContext ? requestContext.http.method : '';

/** A body means nothing with these methods (RFC 9110, 9.3.1), and `Request` throws at one: it is dropped. */
const bodiless = new Set(['GET', 'HEAD']);
const withoutStrayBody = (event: LambdaEvent): LambdaEvent =>
  bodiless.has(methodOf(event)) ? { ...event, body: null } : event;

/** The HTTP API behind one function. */
export const handler = middy<LambdaEvent>()
  .use(metered)
  .handler((event, context) => serve(withoutStrayBody(event), context as unknown as LambdaContext));
