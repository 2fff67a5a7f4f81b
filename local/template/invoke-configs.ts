import * as v from 'valibot';
import { functionArnIn } from './function-arn.ts';
import { number, readProperties, text } from './properties.ts';
import type { Deployment } from './resolve-stacks.ts';

/** What becomes of an asynchronous invocation that fails, or succeeds. */
export type InvokeConfig = {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  readonly onSuccess: string | undefined;
  readonly onFailure: string | undefined;
};

const defaults: InvokeConfig = {
  maximumRetryAttempts: 2,
  maximumEventAgeSeconds: 21_600,
  onSuccess: undefined,
  onFailure: undefined,
};

const destination = v.optional(v.object({ Destination: v.string() }));
const schema = v.object({
  FunctionName: text,
  MaximumRetryAttempts: v.optional(number, defaults.maximumRetryAttempts),
  MaximumEventAgeInSeconds: v.optional(number, defaults.maximumEventAgeSeconds),
  DestinationConfig: v.optional(v.object({ OnSuccess: destination, OnFailure: destination }), {}),
});

/** The asynchronous settings of each function, by its ARN. */
export function invokeConfigs(deployment: Deployment): (functionArn: string) => InvokeConfig {
  const resources = deployment.resources.filter(({ type }) => type === 'AWS::Lambda::EventInvokeConfig');
  const configs = new Map(
    resources.map((resource) => {
      const properties = readProperties(resource, schema);
      const config: InvokeConfig = {
        maximumRetryAttempts: properties.MaximumRetryAttempts,
        maximumEventAgeSeconds: properties.MaximumEventAgeInSeconds,
        onSuccess: properties.DestinationConfig.OnSuccess?.Destination,
        onFailure: properties.DestinationConfig.OnFailure?.Destination,
      };
      return [functionArnIn(properties.FunctionName), config] as const;
    }),
  );
  return (functionArn) => configs.get(functionArn) ?? defaults;
}
