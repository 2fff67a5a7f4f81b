import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeError } from './error-document.ts';

export type Handler = (event: unknown, context: object) => unknown;

/** Loads `<file>.<export>` from the task's folder, as an ES module or CommonJS. */
export async function loadHandler(taskRoot: string, handlerName: string): Promise<Handler> {
  const [, path = '', exported = ''] = /^(.*\/?[^./]+)\.(.+)$/.exec(handlerName) ?? [];
  if (path === '') throw new RuntimeError('Runtime.MalformedHandlerName', `Bad handler: ${handlerName}`);
  const file = ['.js', '.mjs', '.cjs']
    .map((extension) => join(taskRoot, path + extension))
    .find((name) => existsSync(name));
  if (file === undefined)
    throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${path}'`);
  const handler = exported.split('.').reduce(property, await load(file));
  if (!isHandler(handler))
    throw new RuntimeError('Runtime.HandlerNotFound', `${handlerName} is undefined or not exported`);
  if (handler.length > 2)
    throw new RuntimeError(
      'Runtime.CallbackHandlerDeprecated',
      'the handler takes a callback, which the Node.js 24 runtime has removed: make it async',
    );
  return handler;
}

async function load(file: string): Promise<unknown> {
  try {
    const module: unknown = await import(pathToFileURL(file).href);
    return module;
  } catch (error) {
    throw named(error);
  }
}

function named(error: unknown): unknown {
  if (error instanceof SyntaxError)
    return new RuntimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`, { cause: error });
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (error instanceof Error && (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'))
    return new RuntimeError('Runtime.ImportModuleError', `Error: ${error.message}`, { cause: error });
  return error;
}

/** CommonJS exports that Node can't see from outside are on `default`. */
function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const at = new Map(Object.entries(value));
  return at.has(name) || !at.has('default') ? at.get(name) : property(at.get('default'), name);
}

const isHandler = (value: unknown): value is Handler => typeof value === 'function';
