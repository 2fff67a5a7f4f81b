import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** What is tried, and how patiently. */
export type SmokeOptions = {
  /** Of the HTTP API, without a slash at its end. */
  readonly http: string;
  /** Of the WebSocket API, with its stage. */
  readonly websocket: string;
  /** Of the page, under whose `/api` the HTTP API has to be as well. */
  readonly page?: string;
  /** How long to wait until it is healthy: a deployment may need a while to reach every edge. */
  readonly waitMs: number;
  /** How long one answer or push may take; a function may have to start. */
  readonly patienceMs: number;
};

export const usage = `npm run smoke -- --http URL --websocket URL [options]

  --http URL          of the HTTP API (the stack's output HttpUrl)
  --websocket URL     of the WebSocket API, with its stage (WebSocketUrl)
  --page URL          of the page (PageUrl): is it there, and the API under its /api
  --outputs FILE      all three, from cdk deploy --outputs-file FILE
  --wait SECONDS      wait this long until it is healthy (default 0)
  --patience SECONDS  for one answer (default 15)

  Without URLs: those of the npm start of this folder, from .local/endpoints.json.
`;

const options = {
  http: { type: 'string' },
  websocket: { type: 'string' },
  page: { type: 'string' },
  outputs: { type: 'string' },
  wait: { type: 'string', default: '0' },
  patience: { type: 'string', default: '15' },
  help: { type: 'boolean' },
} as const;

type Urls = Pick<SmokeOptions, 'http' | 'websocket' | 'page'>;

/** Reads the command line. @throws with one line for what is missing or wrong. */
export function readArguments(args: readonly string[]): SmokeOptions | 'help' {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) return 'help';
  const { http, websocket, page } = urlsOf(values);
  return {
    http: urlOf('--http', http, ['http:', 'https:']),
    websocket: urlOf('--websocket', websocket, ['ws:', 'wss:']),
    ...(page === undefined ? {} : { page: urlOf('--page', page, ['http:', 'https:']) }),
    waitMs: milliseconds('--wait', values.wait),
    patienceMs: milliseconds('--patience', values.patience),
  };
}

function urlsOf(values: Partial<Urls> & { readonly outputs?: string | undefined }): Partial<Urls> {
  if (values.outputs !== undefined) return readOutputs(values.outputs);
  return values.http || values.websocket ? values : readEndpoints();
}

/** What `cdk deploy --outputs-file` wrote for one stack. */
function readOutputs(file: string): Partial<Urls> {
  const stacks = Object.values<Record<string, string>>(JSON.parse(readFileSync(file, 'utf8')));
  const [stack, ...others] = stacks.filter((outputs) => 'HttpUrl' in outputs);
  if (!stack || others.length > 0) throw new Error(`cannot try it: ${file} is not of one stage of Parley`);
  const { HttpUrl: http, WebSocketUrl: websocket, PageUrl: page } = stack;
  return { ...(http && { http }), ...(websocket && { websocket }), ...(page && { page }) };
}

/** What `npm start` wrote when it was ready, and removes when it stops. */
function readEndpoints(): Partial<Urls> {
  const file = '.local/endpoints.json';
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  throw new Error(`cannot try it: give --http and --websocket, or run npm start first (no ${file})`);
}

function urlOf(name: string, value: string | undefined, protocols: readonly string[]): string {
  const url = URL.parse(value ?? '');
  if (url && protocols.includes(url.protocol)) return url.href.replace(/\/$/, '');
  const said = value === undefined ? 'it is missing' : `${JSON.stringify(value)} is not one`;
  throw new Error(`cannot try it: ${name} wants a URL of ${protocols.join(' or ')}; ${said}`);
}

function milliseconds(name: string, value: string): number {
  if (/^\d{1,4}(\.\d+)?$/.test(value)) return Number(value) * 1000;
  throw new Error(`cannot try it: ${name} wants seconds, not ${JSON.stringify(value)}`);
}
