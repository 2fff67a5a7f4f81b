import { randomUUID } from 'node:crypto';
import type { FunctionConfig } from '../../template/functions.ts';
import type { StartEnvironment } from '../function-pool.ts';
import type { OnLambdaEvent } from '../lambda-event.ts';
import { taskRootOf } from './code.ts';
import type { Keys } from './credentials.ts';
import { ExecutionEnvironment } from './execution-environment.ts';
import { spawnFunction } from './function-process.ts';

export type EnvironmentsOptions = {
  readonly dataDir: string;
  readonly runtimeFile: string;
  /** Whose `node_modules` hold the AWS SDK. */
  readonly appRoot: string;
  readonly keys: Keys;
  /** `AWS_ENDPOINT_URL_…` and the like, for every function. */
  readonly variables: Readonly<Record<string, string>>;
  /** From function label to the port its debugger listens on. */
  readonly inspect: ReadonlyMap<string, number>;
  readonly onEvent: OnLambdaEvent;
  readonly adopt: (pid: number) => () => void;
};

/** Prepares the code of functions, and makes what starts their environments. */
export async function environmentsFor(
  functions: readonly FunctionConfig[],
  options: EnvironmentsOptions,
): Promise<(config: FunctionConfig) => StartEnvironment> {
  const roots = new Map<string, string>();
  for (const config of functions) roots.set(config.arn, await taskRootOf(config, options.dataDir));
  return (config) => startEnvironment(config, roots.get(config.arn) ?? '', options);
}

function startEnvironment(
  config: FunctionConfig,
  taskRoot: string,
  options: EnvironmentsOptions,
): StartEnvironment {
  const { onEvent, keys, variables, runtimeFile, appRoot, adopt } = options;
  const inspectPort = options.inspect.get(config.label);
  const { accessKeyId, secretAccessKey, sessionToken } = keys.of(config);
  const extra = {
    ...variables,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
  return (calls) => {
    const logStream = `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
    const environment: ExecutionEnvironment = new ExecutionEnvironment({
      config,
      freezes: inspectPort === undefined,
      isPatient: inspectPort !== undefined,
      spawn: spawnFunction({
        config,
        taskRoot,
        runtimeFile,
        appRoot,
        logStream,
        extra,
        adopt,
        ...(inspectPort === undefined ? {} : { inspectPort }),
        onLine: (text) =>
          onEvent({ kind: 'line', function: config.label, requestId: environment.requestId, text }),
      }),
      ...calls,
    });
    return environment;
  };
}
