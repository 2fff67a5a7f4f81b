import * as v from 'valibot';
import { bucketContents, type Upload } from './bucket-contents.ts';
import { isObject } from './cloud-formation.ts';
import { boolean, number, readProperties, text } from './properties.ts';
import { attributeOf, refOf } from './references.ts';
import type { Deployment, ResolvedResource } from './resolve-stacks.ts';
import { responseHeaders } from './response-headers.ts';

/** Where a distribution takes a response from. */
export type Origin =
  | { readonly kind: 'files'; readonly uploads: readonly Upload[]; readonly path: string }
  | { readonly kind: 'api'; readonly apiId: string; readonly path: string }
  | { readonly kind: 'elsewhere'; readonly host: string };

/** What a distribution does with the paths that a pattern matches. */
export type Behavior = {
  readonly pattern: string;
  readonly origin: Origin;
  readonly methods: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** The source of a CloudFront function that sees the request first. */
  readonly viewerRequest: string | undefined;
};

type ErrorPage = { readonly code: number; readonly path: string; readonly status: number };

/** A CloudFront distribution: the page, and what lies beside it. */
export type WebsiteConfig = {
  readonly domainName: string;
  readonly rootObject: string;
  /** The first that matches counts; the last one matches everything. */
  readonly behaviors: readonly Behavior[];
  readonly errorPages: readonly ErrorPage[];
};

const behaviorSchema = v.object({
  PathPattern: v.optional(v.string(), '*'),
  TargetOriginId: v.string(),
  AllowedMethods: v.optional(v.array(v.string()), ['GET', 'HEAD']),
  ResponseHeadersPolicyId: v.optional(text, ''),
  FunctionAssociations: v.optional(
    v.array(v.object({ EventType: v.string(), FunctionARN: v.optional(v.string(), '') })),
    [],
  ),
});
const errorSchema = v.object({
  ErrorCode: number,
  ResponseCode: v.optional(number),
  ResponsePagePath: v.optional(v.string()),
});
const schema = v.object({
  DistributionConfig: v.object({
    Enabled: v.optional(boolean, true),
    DefaultRootObject: v.optional(v.string(), ''),
    DefaultCacheBehavior: behaviorSchema,
    CacheBehaviors: v.optional(v.array(behaviorSchema), []),
    CustomErrorResponses: v.optional(v.array(errorSchema), []),
    Origins: v.array(
      v.object({ Id: v.string(), DomainName: v.string(), OriginPath: v.optional(v.string(), '') }),
    ),
  }),
});

type Properties = v.InferOutput<typeof schema>['DistributionConfig'];

/** The CloudFront distributions of a deployment. */
export function websitesOf(deployment: Deployment): WebsiteConfig[] {
  return deployment.resources
    .filter(({ type }) => type === 'AWS::CloudFront::Distribution')
    .map((resource) => websiteOf(resource, deployment));
}

function websiteOf(resource: ResolvedResource, deployment: Deployment): WebsiteConfig {
  const { DistributionConfig: config } = readProperties(resource, schema);
  const behavior = behaviorReader(config, deployment);
  return {
    domainName: attributeOf(resource, 'DomainName'),
    rootObject: config.DefaultRootObject,
    behaviors: [...config.CacheBehaviors, { ...config.DefaultCacheBehavior, PathPattern: '*' }].map(behavior),
    errorPages: config.CustomErrorResponses.flatMap(({ ErrorCode, ResponseCode, ResponsePagePath }) =>
      ResponsePagePath === undefined
        ? []
        : [{ code: ErrorCode, path: ResponsePagePath, status: ResponseCode ?? ErrorCode }],
    ),
  };
}

function behaviorReader(config: Properties, deployment: Deployment) {
  const headersOf = responseHeaders(deployment);
  const originOf = originReader(deployment);
  return (behavior: v.InferOutput<typeof behaviorSchema>): Behavior => {
    const origin = config.Origins.find(({ Id }) => Id === behavior.TargetOriginId);
    const viewer = behavior.FunctionAssociations.find(({ EventType }) => EventType === 'viewer-request');
    return {
      pattern: behavior.PathPattern,
      origin: originOf(origin?.DomainName ?? '', origin?.OriginPath ?? ''),
      methods: behavior.AllowedMethods,
      headers: headersOf(behavior.ResponseHeadersPolicyId),
      viewerRequest: viewer === undefined ? undefined : functionCode(deployment, viewer.FunctionARN),
    };
  };
}

function originReader(deployment: Deployment): (host: string, path: string) => Origin {
  const contents = bucketContents(deployment);
  const buckets = deployment.resources.filter(({ type }) => type === 'AWS::S3::Bucket');
  return (host, path) => {
    const [, apiId] = /^([a-z0-9]{10})\.execute-api\./.exec(host) ?? [];
    if (apiId !== undefined) return { kind: 'api', apiId, path };
    const bucket = buckets.map(refOf).find((name) => host.startsWith(`${name}.s3`));
    return bucket === undefined
      ? { kind: 'elsewhere', host }
      : { kind: 'files', uploads: contents(bucket), path };
  };
}

function functionCode(deployment: Deployment, functionArn: string): string | undefined {
  const found = deployment.resources.find(
    (resource) =>
      resource.type === 'AWS::CloudFront::Function' && attributeOf(resource, 'FunctionARN') === functionArn,
  );
  const code = isObject(found?.properties) ? found.properties['FunctionCode'] : undefined;
  return typeof code === 'string' ? code : undefined;
}
