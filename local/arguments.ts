import { parseArgs } from 'node:util';
import type { StartOptions } from './app/start-options.ts';
import type { MessageOrder } from './gateway/websocket/message-order.ts';

/** What `--help` prints. */
export const help = `npm start -- [options]

  --port N             the page's port; the HTTP API is N+1, the WebSocket API N+2, and so on (default 8000)
  --host ADDRESS       where to listen (default 127.0.0.1)
  --public-host NAME   the host in the URLs that clients get (default 127.0.0.1)
  --data FOLDER        where everything is kept (default .local)
  --context KEY=VALUE  CDK context; may be repeated
  --app COMMAND        the app, instead of cdk.json's
  --inspect FUNCTION   lets a debugger attach to a function; may be repeated
  --order MODE         of messages: concurrent (default), serial, or shuffle:SEED:MAXMS
  --no-watch           don't reload what changes
  --help

  DATABASE_URL and REDIS_URL name servers to use instead of starting some.
`;

const options = {
  port: { type: 'string' },
  host: { type: 'string' },
  'public-host': { type: 'string' },
  data: { type: 'string' },
  context: { type: 'string', multiple: true, short: 'c' },
  app: { type: 'string' },
  inspect: { type: 'string', multiple: true },
  order: { type: 'string' },
  'no-watch': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const defaultPort = 8000;
/** Room for the ports that follow. */
const highestPort = 65_000;

/** Reads the command line. @throws with one line for what it doesn't know. */
export function readArguments(args: readonly string[], env: NodeJS.ProcessEnv): StartOptions | 'help' {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) return 'help';
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = env;
  return {
    basePort: portOf(values.port),
    context: Object.fromEntries((values.context ?? []).map(pairOf)),
    inspect: values.inspect ?? [],
    watch: values['no-watch'] !== true,
    ...defined({
      host: values.host,
      publicHost: values['public-host'],
      dataDir: values.data,
      app: values.app,
      order: values.order === undefined ? undefined : orderOf(values.order),
      databaseUrl: databaseUrl || undefined,
      redisUrl: redisUrl || undefined,
    }),
  };
}

function portOf(text: string | undefined): number {
  const port = Number(text ?? defaultPort);
  if (Number.isInteger(port) && port >= 0 && port <= highestPort) return port;
  throw new Error(`cannot start: --port ${text} is no port between 0 and ${highestPort}`);
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new Error(`cannot start: --context ${text} is not KEY=VALUE`);
}

function orderOf(text: string): MessageOrder {
  const [mode, seed, maxDelayMs] = text.split(':');
  if (mode === 'concurrent' || mode === 'serial') return { mode };
  if (mode === 'shuffle') return { mode, seed: Number(seed ?? 1), maxDelayMs: Number(maxDelayMs ?? 50) };
  throw new Error(`cannot start: --order ${text} is none of concurrent, serial, shuffle`);
}

type Defined<Fields> = { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };

/** Without the fields that are undefined. */
function defined<Fields extends object>(fields: Fields): Defined<Fields>;
function defined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
