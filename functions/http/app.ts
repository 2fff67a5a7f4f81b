import { Hono } from 'hono';
import { routePath } from 'hono/route';
import { beginLog, log } from '../../shared/lambda/logger.ts';
import { addAdminCalls } from './admin.ts';
import { addEventCalls } from './events.ts';
import { addMemberCalls } from './members.ts';
import { addMetaCalls } from './meta.ts';
import { nothingHere } from './nothing-here.ts';
import { type App, type Env, requestIdOf } from './operation.ts';
import { toRefusal } from './refusal.ts';
import { addRoomCalls } from './rooms.ts';
import { addSessionCalls } from './sessions.ts';
import { addTicketCalls } from './tickets.ts';
import { addUserCalls } from './users.ts';

function makeCalls(): App {
  const calls: App = new Hono<Env>();
  for (const add of [
    addUserCalls,
    addSessionCalls,
    addTicketCalls,
    addRoomCalls,
    addMemberCalls,
    addEventCalls,
    addAdminCalls,
    addMetaCalls,
  ]) {
    add(calls);
  }
  return calls;
}

/** The HTTP API, at the root and under `/api`, where the website's distribution hands it on. One log line a call. */
export function makeApp(): App {
  const app: App = new Hono<Env>();
  app.use(async (c, next) => {
    const start = performance.now();
    const requestId = requestIdOf(c.env);
    beginLog({ requestId });
    await next();
    c.header('cache-control', 'no-store');
    c.header('x-request-id', requestId);
    const { method } = c.req;
    const route = routePath(c, -1).replace(/^\/api/, '');
    const durationMs = Math.round(performance.now() - start);
    log.info('http.request', { method, route, status: c.res.status, durationMs });
  });
  app.onError((error, c) => {
    const { status, body } = toRefusal(error, requestIdOf(c.env));
    return c.json(body, status);
  });
  app.notFound((c) => {
    const { status, body } = toRefusal(nothingHere(), requestIdOf(c.env));
    return c.json(body, status);
  });
  const calls = makeCalls();
  app.route('/api', calls);
  app.route('/', calls);
  return app;
}
