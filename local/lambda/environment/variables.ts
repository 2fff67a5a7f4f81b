import { account } from '../../template/account.ts';
import type { FunctionConfig } from '../../template/functions.ts';

/** What an environment adds to the variables its template gives a function. */
export type Placement = {
  readonly runtimeApi: string;
  readonly taskRoot: string;
  readonly logStream: string;
  /** `AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT_URL_…`, and the like. */
  readonly extra: Readonly<Record<string, string>>;
};

/** All variables of a function's process: what Lambda sets, what the template says, and nothing else of this machine's. */
export function variablesOf(config: FunctionConfig, placement: Placement): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    LANG: 'en_US.UTF-8',
    ...config.environment,
    TZ: 'UTC',
    _HANDLER: config.handler,
    AWS_DEFAULT_REGION: account.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${config.runtime}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: config.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: config.jsonLogs ? 'JSON' : 'Text',
    AWS_LAMBDA_LOG_GROUP_NAME: config.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: placement.logStream,
    AWS_LAMBDA_RUNTIME_API: placement.runtimeApi,
    AWS_REGION: account.region,
    LAMBDA_TASK_ROOT: placement.taskRoot,
    ...placement.extra,
  };
}
