import { registerHooks } from 'node:module';
import { sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What Lambda's Node.js runtime itself brings. */
const ofRuntime = /^@(aws-sdk|smithy|aws-crypto)\//;

/**
 * Makes imports work only as they do in Lambda: from the function's own folder, and the AWS SDK, which is taken from the app's
 * packages. Without this, a package that the bundle forgot would be found in the app's `node_modules` and missed in the cloud.
 */
export function limitModules({ taskRoot, appRoot }: { taskRoot: string; appRoot: string }): void {
  const task = pathToFileURL(taskRoot + sep).href;
  const app = pathToFileURL(appRoot + sep).href;
  registerHooks({
    resolve(specifier, context, next) {
      const isOfTask = context.parentURL?.startsWith(task) ?? false;
      if (isOfTask && ofRuntime.test(specifier)) return next(specifier, { ...context, parentURL: app });
      const resolved = next(specifier, context);
      if (!isOfTask || !resolved.url.startsWith('file:') || resolved.url.startsWith(task)) return resolved;
      throw Object.assign(new Error(`Cannot find package '${specifier}' in the function's bundle`), {
        code: 'ERR_MODULE_NOT_FOUND',
      });
    },
  });
}
