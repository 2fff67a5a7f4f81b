import { account, arn, executeApiHost, globalArn } from './account.ts';
import type { JsonObject } from './cloud-formation.ts';
import { stableId } from './physical-id.ts';

/** A resource whose `Ref` or attribute is asked for; its own properties are resolved already. */
export type Referred = {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
};

type Naming = {
  /** What `Ref` gives. */
  readonly ref: (resource: Referred) => string;
  /** What `Fn::GetAtt` gives, where it is more than a placeholder. */
  readonly attributes?: Readonly<Record<string, (resource: Referred) => string>>;
};

const seed = ({ stackName, logicalId }: Referred) => `${stackName}/${logicalId}`;
const named =
  (property: string, limit = 64) =>
  (resource: Referred): string => {
    const given = resource.properties[property];
    return typeof given === 'string' ? given : `${resource.stackName}-${resource.logicalId}`.slice(0, limit);
  };
const id = (length: number) => (resource: Referred) => stableId(seed(resource), length);
const functionName = named('FunctionName');
const roleName = named('RoleName');
const logGroup = named('LogGroupName', 512);
const bucketName = (resource: Referred) => named('BucketName')(resource).toLowerCase();
const queueName = named('QueueName', 80);
const topicName = named('TopicName', 256);
const parameterName = named('Name', 512);
const secretArn = (resource: Referred) => arn('secretsmanager', `secret:${named('Name', 512)(resource)}`);
const distributionHost = (resource: Referred) => `d${id(13)(resource)}.cloudfront.net`;
const versionArn = ({ properties }: Referred) => `${String(properties['FunctionName'])}:1`;
const apiEndpoint = (resource: Referred) =>
  `${resource.properties['ProtocolType'] === 'WEBSOCKET' ? 'wss' : 'https'}://${executeApiHost(id(10)(resource))}`;

const namings: Readonly<Record<string, Naming>> = {
  'AWS::Lambda::Function': {
    ref: functionName,
    attributes: { Arn: (resource) => arn('lambda', `function:${functionName(resource)}`) },
  },
  'AWS::Lambda::Version': { ref: versionArn, attributes: { Version: () => '1', FunctionArn: versionArn } },
  'AWS::Lambda::Alias': {
    ref: ({ properties }) => `${String(properties['FunctionName'])}:${String(properties['Name'])}`,
  },
  'AWS::Lambda::EventSourceMapping': { ref: id(16) },
  'AWS::ApiGatewayV2::Api': { ref: id(10), attributes: { ApiEndpoint: apiEndpoint, ApiId: id(10) } },
  'AWS::ApiGatewayV2::Stage': { ref: ({ properties }) => String(properties['StageName']) },
  'AWS::ApiGatewayV2::Route': { ref: id(7), attributes: { RouteId: id(7) } },
  'AWS::ApiGatewayV2::Integration': { ref: id(7), attributes: { IntegrationId: id(7) } },
  'AWS::ApiGatewayV2::Authorizer': { ref: id(6), attributes: { AuthorizerId: id(6) } },
  'AWS::ApiGatewayV2::Model': { ref: id(6), attributes: { ModelId: id(6) } },
  'AWS::IAM::Role': {
    ref: roleName,
    attributes: {
      Arn: (resource) => globalArn('iam', `role/${roleName(resource)}`),
      RoleId: (resource) => `AROA${id(17)(resource).toUpperCase()}`,
    },
  },
  'AWS::Logs::LogGroup': {
    ref: logGroup,
    attributes: { Arn: (resource) => arn('logs', `log-group:${logGroup(resource)}:*`) },
  },
  'AWS::S3::Bucket': {
    ref: bucketName,
    attributes: {
      Arn: (resource) => `arn:${account.partition}:s3:::${bucketName(resource)}`,
      DomainName: (resource) => `${bucketName(resource)}.s3.${account.urlSuffix}`,
      RegionalDomainName: (resource) => `${bucketName(resource)}.s3.${account.region}.${account.urlSuffix}`,
    },
  },
  'AWS::CloudFront::Distribution': {
    ref: (resource) => `E${id(13)(resource).toUpperCase()}`,
    attributes: { DomainName: distributionHost },
  },
  'AWS::SQS::Queue': {
    ref: (resource) =>
      `https://sqs.${account.region}.${account.urlSuffix}/${account.id}/${queueName(resource)}`,
    attributes: { Arn: (resource) => arn('sqs', queueName(resource)), QueueName: queueName },
  },
  'AWS::SNS::Topic': {
    ref: (resource) => arn('sns', topicName(resource)),
    attributes: { TopicArn: (resource) => arn('sns', topicName(resource)), TopicName: topicName },
  },
  'AWS::SSM::Parameter': {
    ref: parameterName,
    attributes: { Value: ({ properties }) => String(properties['Value']) },
  },
  'AWS::SecretsManager::Secret': { ref: secretArn, attributes: { Id: secretArn } },
  'AWS::CloudFront::Function': {
    ref: named('Name'),
    attributes: { FunctionARN: (resource) => globalArn('cloudfront', `function/${named('Name')(resource)}`) },
  },
  'AWS::Events::Rule': {
    ref: named('Name'),
    attributes: { Arn: (resource) => arn('events', `rule/${named('Name')(resource)}`) },
  },
};

/** What `Ref` to a resource gives: its physical name or id, the same at every start. */
export function refOf(resource: Referred): string {
  return (namings[resource.type]?.ref ?? named('Name'))(resource);
}

/** What `Fn::GetAtt` gives; for what runs nowhere here, a placeholder that at least has the right form. */
export function attributeOf(resource: Referred, attribute: string): string {
  const known = namings[resource.type]?.attributes?.[attribute];
  if (known !== undefined) return known(resource);
  const service = resource.type.split('::')[1]?.toLowerCase() ?? 'unknown';
  return attribute === 'Arn'
    ? arn(service, resource.logicalId)
    : `${resource.logicalId}.${attribute}`.toLowerCase();
}
