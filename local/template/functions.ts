import * as v from 'valibot';
import { arn } from './account.ts';
import { type InvokeConfig, invokeConfigs } from './invoke-configs.ts';
import { number, readProperties, text, texts } from './properties.ts';
import { refOf } from './references.ts';
import type { Deployment, ResolvedResource } from './resolve-stacks.ts';

/** Where a function's code lies. */
type Code =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'inline'; readonly source: string };

/** One Lambda function, as its template declares it. */
export type FunctionConfig = {
  readonly name: string;
  readonly arn: string;
  /** A short name for people and log files, from the construct tree. */
  readonly label: string;
  readonly runtime: string;
  readonly handler: string;
  readonly code: Code | undefined;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly reservedConcurrency: number | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly architecture: string;
  readonly roleArn: string;
  readonly jsonLogs: boolean;
  readonly logGroup: string;
  readonly layers: number;
  readonly asynchronous: InvokeConfig;
};

const schema = v.object({
  Code: v.object({ S3Key: v.optional(text), ZipFile: v.optional(v.string()) }),
  Handler: v.optional(v.string(), ''),
  Runtime: v.optional(v.string(), 'image'),
  MemorySize: v.optional(number, 128),
  Timeout: v.optional(number, 3),
  ReservedConcurrentExecutions: v.optional(number),
  Environment: v.optional(v.object({ Variables: v.optional(texts, {}) }), {}),
  Architectures: v.optional(v.array(v.string()), ['x86_64']),
  Role: v.optional(v.string(), ''),
  LoggingConfig: v.optional(
    v.object({ LogFormat: v.optional(v.string()), LogGroup: v.optional(v.string()) }),
    {},
  ),
  Layers: v.optional(v.array(v.unknown()), []),
});

/** The Lambda functions of a deployment. */
export function functionsOf(deployment: Deployment): FunctionConfig[] {
  const configs = invokeConfigs(deployment);
  const resources = deployment.resources.filter(({ type }) => type === 'AWS::Lambda::Function');
  const labels = labelsOf(resources);
  return resources.map((resource, index) => {
    const name = refOf(resource);
    const properties = readProperties(resource, schema);
    const functionArn = arn('lambda', `function:${name}`);
    return {
      name,
      arn: functionArn,
      label: labels[index] ?? name,
      runtime: properties.Runtime,
      handler: properties.Handler,
      code: codeOf(resource, properties.Code),
      memoryMb: properties.MemorySize,
      timeoutMs: properties.Timeout * 1000,
      reservedConcurrency: properties.ReservedConcurrentExecutions,
      environment: properties.Environment.Variables ?? {},
      architecture: properties.Architectures[0] ?? 'x86_64',
      roleArn: properties.Role,
      jsonLogs: properties.LoggingConfig.LogFormat === 'JSON',
      logGroup: properties.LoggingConfig.LogGroup ?? `/aws/lambda/${name}`,
      layers: properties.Layers.length,
      asynchronous: configs(functionArn),
    };
  });
}

type CodeProperties = v.InferOutput<typeof schema>['Code'];

function codeOf({ stack }: ResolvedResource, { S3Key, ZipFile }: CodeProperties): Code | undefined {
  if (ZipFile !== undefined) return { kind: 'inline', source: ZipFile };
  const path = S3Key === undefined ? undefined : stack.assets.get(S3Key);
  return path === undefined ? undefined : { kind: 'path', path };
}

/** The function's own name without the stack's, else the end of its construct path that keeps the labels apart. */
function labelsOf(resources: readonly ResolvedResource[]): string[] {
  const paths = resources.map(({ path, properties, stackName }) => {
    const given = properties['FunctionName'];
    if (typeof given === 'string') return [given.replace(`${stackName}-`, '')];
    return path.split('/').filter((part) => part !== 'Resource');
  });
  const label = (parts: readonly string[], depth: number) => parts.slice(-depth).map(kebab).join('-');
  return paths.map((parts) => {
    const depths = parts.map((_part, index) => index + 1);
    const isAlone = (depth: number) =>
      paths.filter((other) => label(other, depth) === label(parts, depth)).length === 1;
    return label(parts, depths.find(isAlone) ?? parts.length);
  });
}

const kebab = (part: string) =>
  part
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z\d]+/g, '-')
    .toLowerCase();
