import * as v from 'valibot';
import type { JsonObject } from './cloud-formation.ts';
import { functionArnIn } from './function-arn.ts';
import type { FunctionConfig } from './functions.ts';
import { number, readProperties } from './properties.ts';
import type { Deployment, ResolvedResource } from './resolve-stacks.ts';

/** A function that a deployment runs once, before what depends on it. */
export type Trigger = {
  readonly path: string;
  readonly functionArn: string;
  readonly payload: JsonObject;
  /** `false`: the deployment doesn't wait for its result. */
  readonly waits: boolean;
  readonly timeoutMs: number;
};

const triggerSchema = v.object({
  HandlerArn: v.string(),
  InvocationType: v.optional(v.string(), 'RequestResponse'),
  Timeout: v.optional(number, 120_000),
});
const customSchema = v.looseObject({ ServiceToken: v.string() });

/** Custom resources that CDK brings itself; there is nothing for them to do here, or `website/` does it. */
const handledElsewhere = new Set([
  'Custom::AWS',
  'Custom::CDKBucketDeployment',
  'Custom::LogRetention',
  'Custom::S3AutoDeleteObjects',
  'Custom::S3BucketNotifications',
  'Custom::VpcRestrictDefaultSG',
  'Custom::CrossRegionExportReader',
  'Custom::CrossRegionExportWriter',
]);

export const isCustomResource = ({ type }: ResolvedResource): boolean =>
  (type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource') &&
  !handledElsewhere.has(type);

/** The functions that a deployment runs once, each after those it depends on. */
export function triggersOf(deployment: Deployment, functions: readonly FunctionConfig[]): Trigger[] {
  const resources = deployment.resources.filter(isCustomResource);
  return inOrder(resources).flatMap((resource) => triggerOf(resource, functions) ?? []);
}

/** `undefined` when the custom resource's function answers in a way that works in AWS only. */
export function triggerOf(
  resource: ResolvedResource,
  functions: readonly FunctionConfig[],
): Trigger | undefined {
  if (resource.type === 'Custom::Trigger') return cdkTrigger(resource);
  const { ServiceToken } = readProperties(resource, customSchema);
  const framework = functions.find(({ arn }) => arn === functionArnIn(ServiceToken));
  const onEvent = framework?.environment['USER_ON_EVENT_FUNCTION_ARN'];
  if (framework === undefined || onEvent === undefined) return undefined;
  const payload = createEvent(resource);
  const { path } = resource;
  return { path, functionArn: functionArnIn(onEvent), payload, waits: true, timeoutMs: 120_000 };
}

function cdkTrigger(resource: ResolvedResource): Trigger {
  const { HandlerArn, InvocationType, Timeout } = readProperties(resource, triggerSchema);
  return {
    path: resource.path,
    functionArn: functionArnIn(HandlerArn),
    payload: {},
    waits: InvocationType === 'RequestResponse',
    timeoutMs: Timeout,
  };
}

/** What CloudFormation sends a custom resource at its creation. */
const createEvent = ({ stackName, logicalId, type, properties }: ResolvedResource): JsonObject => ({
  RequestType: 'Create',
  RequestId: logicalId,
  StackId: stackName,
  ResourceType: type,
  LogicalResourceId: logicalId,
  ResourceProperties: properties,
});

function inOrder(resources: readonly ResolvedResource[]): ResolvedResource[] {
  const done = new Set<ResolvedResource>();
  const visit = (resource: ResolvedResource, path: readonly ResolvedResource[]) => {
    if (done.has(resource) || path.includes(resource)) return;
    const needed = resources.filter(({ logicalId }) => resource.dependsOn.includes(logicalId));
    for (const other of needed) visit(other, [...path, resource]);
    done.add(resource);
  };
  for (const resource of resources) visit(resource, []);
  return [...done];
}
