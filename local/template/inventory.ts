import type { FunctionConfig } from './functions.ts';
import type { Deployment, ResolvedResource } from './resolve-stacks.ts';
import { isCustomResource, triggerOf } from './triggers.ts';

/** What runs here, or is data for what does. */
const run = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Deployment',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::IntegrationResponse',
  'AWS::ApiGatewayV2::Model',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::RouteResponse',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CDK::Metadata',
  'AWS::CloudFront::CachePolicy',
  'AWS::CloudFront::CloudFrontOriginAccessIdentity',
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::Function',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::OriginRequestPolicy',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::Events::Rule',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Function',
  // Named with the functions that use them.
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::S3::Bucket',
  'AWS::SSM::Parameter',
  'AWS::Scheduler::Schedule',
  'AWS::Scheduler::ScheduleGroup',
  'AWS::SecretsManager::Secret',
]);

/** Services whose resources have nothing to run: rights, logs, networks, alarms. */
const idle = [
  'AWS::ApiGateway::Account',
  'AWS::Budgets::',
  'AWS::CloudWatch::',
  'AWS::EC2::',
  'AWS::IAM::',
  'AWS::KMS::',
  'AWS::Lambda::CodeSigningConfig',
  'AWS::Logs::',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SecretsManager::',
  'AWS::XRay::',
];

/**
 * One line for each kind of resource that the template has and that doesn't run here, with the names of its resources.
 */
export function notRun(deployment: Deployment, functions: readonly FunctionConfig[]): string[] {
  const left = deployment.resources.filter((resource) => !isRun(resource, functions));
  const byType = Map.groupBy(left, ({ type }) => type);
  return [...byType].map(
    ([type, resources]) => `${type}: ${resources.map(({ path }) => shortPath(path)).join(', ')}`,
  );
}

function isRun(resource: ResolvedResource, functions: readonly FunctionConfig[]): boolean {
  const { type } = resource;
  if (isCustomResource(resource)) return triggerOf(resource, functions) !== undefined;
  return run.has(type) || type.startsWith('Custom::') || idle.some((prefix) => type.startsWith(prefix));
}

const shortPath = (path: string) => path.split('/').slice(1).join('/') || path;
