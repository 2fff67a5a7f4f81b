import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { functionArnIn } from '../../template/function-arn.ts';
import type { FunctionConfig } from '../../template/functions.ts';
import type { InvokeOptions, LambdaService } from '../lambda-service.ts';
import { type Answer, accepted, dryRun, invoked, refused } from './answers.ts';

export type LambdaApiOptions = {
  readonly port: number;
  readonly host: string;
  readonly service: LambdaService;
  /** Whether the owner of a key may invoke a function. */
  readonly mayInvoke: (accessKeyId: string, functionArn: string) => boolean;
  /** The last lines of an invocation's log, for `X-Amz-Log-Type: Tail`. */
  readonly logTail: (requestId: string) => string;
};

export type LambdaApi = { readonly url: string; readonly close: () => Promise<void> };

const path = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
const longest = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024 };

/** Serves Lambda's own Invoke API for the unmodified AWS SDK. Rejects with the system's error when the port is taken. */
export function startLambdaApi(options: LambdaApiOptions): Promise<LambdaApi> {
  const server = createServer((request, response) => void handle(request, response, options));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () =>
      resolve({
        url: `http://127.0.0.1:${options.port}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      }),
    );
  });
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: LambdaApiOptions,
): Promise<void> {
  const body = await readBody(request, longest.RequestResponse);
  const answer = await answerTo(request, body, options);
  response.writeHead(answer.status, { 'Content-Type': 'application/json', ...answer.headers });
  response.end(answer.body);
}

async function answerTo(
  request: IncomingMessage,
  body: Buffer | undefined,
  options: LambdaApiOptions,
): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://lambda');
  const [, reference] = path.exec(url.pathname) ?? [];
  if (request.method !== 'POST' || reference === undefined) return refused.unknownOperation();
  const name = decodeURIComponent(reference);
  const accessKeyId = signerOf(request);
  if (accessKeyId === undefined) return refused.unsigned();
  if (!options.mayInvoke(accessKeyId, functionArnIn(name)))
    return refused.denied(accessKeyId, functionArnIn(name));
  const config = options.service.find(name);
  if (config === undefined) return refused.notFound(functionArnIn(name));
  return invoke({ request, body, config, options });
}

type Call = {
  readonly request: IncomingMessage;
  readonly body: Buffer | undefined;
  readonly config: FunctionConfig;
  readonly options: LambdaApiOptions;
};

function invoke(call: Call): Promise<Answer> | Answer {
  const type = header(call.request, 'x-amz-invocation-type') ?? 'RequestResponse';
  if (type === 'DryRun') return dryRun();
  if (type !== 'RequestResponse' && type !== 'Event') return refused.badType(type);
  const payload = payloadOf(call.body, longest[type]);
  if (typeof payload !== 'string') return payload;
  return type === 'Event'
    ? accepted(call.options.service.enqueue(call.config.arn, payload))
    : invokeNow(call, payload);
}

function payloadOf(body: Buffer | undefined, most: number): string | Answer {
  if (body === undefined || body.length > most) return refused.tooLarge(most);
  const payload = body.toString() || '{}';
  return isJson(payload) ? payload : refused.notJson();
}

async function invokeNow({ request, config, options }: Call, payload: string): Promise<Answer> {
  const outcome = await options.service.invokeDirectly(config.arn, payload, contextOf(request));
  const wantsLog = header(request, 'x-amz-log-type') === 'Tail';
  // The last lines come by another way than the response, at about the same time.
  if (wantsLog) await setImmediate();
  return invoked(outcome, wantsLog ? options.logTail(outcome.requestId) : undefined);
}

/** The access key id of a signature of version 4; whether it is right is not looked at. */
function signerOf(request: IncomingMessage): string | undefined {
  return /^AWS4-HMAC-SHA256 Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
}

function contextOf(request: IncomingMessage): InvokeOptions {
  const encoded = header(request, 'x-amz-client-context');
  return encoded === undefined ? {} : { clientContext: Buffer.from(encoded, 'base64').toString() };
}

const header = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // The caller gets a 400 that says so.
    return false;
  }
}

/** The whole body, or `undefined` when it is longer than `most`. */
async function readBody(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= most) chunks.push(chunk);
  }
  return length <= most ? Buffer.concat(chunks) : undefined;
}
