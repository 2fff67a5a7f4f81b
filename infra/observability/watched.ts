import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Thresholds } from './thresholds.ts';

/** An API that tells its metrics. */
export type WatchedApi = { readonly metric: (name: string, options: MetricOptions) => IMetric };

/** The servers that the stack made: none for a stage that was given its own. */
export type WatchedData = {
  readonly databaseId: string;
  /** How many connections the database takes. */
  readonly connectionLimit: number;
  readonly cacheNodeIds: readonly string[];
};

/** What is watched, and from when on it is worth an alarm. */
export type Watched = {
  readonly scope: Construct;
  readonly stage: string;
  readonly thresholds: Thresholds;
  /** By the name in the catalog. */
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly websocketApi: WatchedApi;
  readonly httpApi: WatchedApi;
  readonly data: WatchedData | undefined;
};
