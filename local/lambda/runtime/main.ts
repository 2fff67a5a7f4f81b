import { installConsole, writeAtOnce } from './console.ts';
import { contextOf } from './context.ts';
import { errorDocument } from './error-document.ts';
import { limitModules } from './limit-modules.ts';
import { type Handler, loadHandler } from './load-handler.ts';
import { type Invocation, RuntimeApi } from './runtime-api.ts';

// The runtime inside an execution environment: loads the handler, then takes one invocation after another.
const [, , appRoot = '/'] = process.argv;
const api = new RuntimeApi(process.env['AWS_LAMBDA_RUNTIME_API'] ?? '');
let current: Invocation | undefined;

const logError = installConsole(() => current?.requestId);
writeAtOnce();
limitModules({ taskRoot: process.env['LAMBDA_TASK_ROOT'] ?? process.cwd(), appRoot });
process.on('uncaughtException', (error) => die(error, 129));
process.on('unhandledRejection', (reason) => die(unhandled(reason), 128));

const handler = await load();
for (;;) {
  current = await api.next();
  await run(handler, current);
}

async function load(): Promise<Handler> {
  try {
    return await loadHandler(process.env['LAMBDA_TASK_ROOT'] ?? '', process.env['_HANDLER'] ?? '');
  } catch (error) {
    const document = errorDocument(error);
    writeError('Uncaught Exception', document);
    await api.initError(JSON.stringify(document), document.errorType);
    process.exit(1);
  }
}

async function run(handle: Handler, invocation: Invocation): Promise<void> {
  process.env['_X_AMZN_TRACE_ID'] = invocation.traceId;
  try {
    const result = await handle(JSON.parse(invocation.payload), contextOf(invocation));
    api.respond(invocation.requestId, JSON.stringify(result) ?? 'null');
  } catch (error) {
    const document = errorDocument(error);
    writeError('Invoke Error', document);
    api.fail(invocation.requestId, JSON.stringify(document), document.errorType);
  }
}

/** The process is in an unknown state: says so, and ends. */
function die(error: unknown, code: number): void {
  const document = errorDocument(error);
  writeError('Uncaught Exception', document);
  if (current === undefined) process.exit(code);
  api.fail(current.requestId, JSON.stringify(document), document.errorType);
  api.end(() => process.exit(code));
}

function unhandled(reason: unknown): Error {
  const error = new Error(reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason), {
    cause: reason,
  });
  error.name = 'Runtime.UnhandledPromiseRejection';
  return error;
}

function writeError(title: string, document: object): void {
  logError(`${title} \t${JSON.stringify(document)}`);
}
