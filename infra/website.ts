import path from 'node:path';
import { AssetHashType, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Function as CloudFrontFunction,
  Distribution,
  type ErrorResponse,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginRequestPolicy,
  OriginSslPolicy,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { accept } from './accepted-findings.ts';
import { buildPage } from './page-bundle.ts';
import { securityHeaders } from './security-headers.ts';
import type { Domain, Stage } from './stage.ts';
import { acceptFindings, acceptUpload } from './website-findings.ts';

type WebsiteProps = {
  readonly stage: Stage;
  readonly httpApiHost: string;
  readonly websocketUrl: string;
  /** Sent to the HTTP API with each request. */
  readonly originHeaders: Readonly<Record<string, string>>;
};

/**
 * The page, and the HTTP API under `/api` of the same origin, behind CloudFront.
 *
 * Paths without a dot are the page's own and get `index.html`. That is done with the request: replacing error responses, as
 * is usual, holds for the whole distribution and would turn the API's 403 and 404 into the page.
 */
export class Website extends Construct {
  /** `https://…`, without a slash at its end: also the page's origin. */
  readonly url: string;
  readonly #publication: BucketDeployment;

  constructor(scope: Construct, { stage, httpApiHost, websocketUrl, originHeaders }: WebsiteProps) {
    super(scope, 'Website');
    const bucket = this.#bucket();
    const domain = stage.domains?.page;
    const shared = {
      responseHeadersPolicy: new ResponseHeadersPolicy(this, 'Headers', securityHeaders(websocketUrl)),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    };
    const distribution = new Distribution(this, 'Distribution', {
      comment: `${Stack.of(this).stackName}: page and HTTP API`,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      ...this.#named(domain),
      ...(stage.webAclArn && { webAclId: stage.webAclArn }),
      defaultBehavior: { ...shared, ...this.#page(bucket) },
      additionalBehaviors: { '/api/*': { ...shared, ...api(httpApiHost, originHeaders) } },
      errorResponses: neverCached,
    });
    acceptFindings(distribution, stage);
    this.url = `https://${domain?.name ?? distribution.distributionDomainName}`;
    if (domain) {
      const value = distribution.distributionDomainName;
      new CfnOutput(this, 'DomainTarget', { description: `Where ${domain.name} must point to`, value });
    }
    this.#publication = new BucketDeployment(this, 'Deployment', {
      destinationBucket: bucket,
      sources: [pageSource()],
      // The files keep their names over versions; asking again costs a 304, and nothing has to be invalidated.
      cacheControl: [CacheControl.noCache()],
      // Empties the bucket, so that it can go with the stack.
      retainOnDelete: false,
      memoryLimit: 256,
    });
    acceptUpload(Stack.of(this), bucket);
  }

  /** The page goes out last, so that it never meets functions older than itself. */
  publishAfter(functions: Construct): void {
    this.#publication.node.addDependency(functions);
  }

  #named(domain: Domain | undefined) {
    if (domain === undefined) return {};
    return {
      domainNames: [domain.name],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    };
  }

  #bucket(): IBucket {
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // It holds what can be built again.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    accept(bucket, { 'AwsSolutions-S1': 'It holds what anybody may see, and CloudFront alone reads it.' });
    // @NOTE Asserted: the CDK's own types don't fit each other under exactOptionalPropertyTypes.
    return bucket as IBucket;
  }

  #page(bucket: IBucket): BehaviorOptions {
    const rewrite = new CloudFrontFunction(this, 'PagePaths', {
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(pagePaths),
    });
    return {
      origin: S3BucketOrigin.withOriginAccessControl(bucket),
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: rewrite }],
    };
  }
}

const pagePaths = `function handler(event) {
  const request = event.request;
  if (!request.uri.split('/').pop().includes('.')) request.uri = '/index.html';
  return request;
}`;

/**
 * Errors of the server are for the one who called. CloudFront keeps them for 10 s and answers others with them, whatever the
 * cache policy and `no-store` say; a 404 it doesn't, since `no-store` counts there. Nothing is replaced.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html
 */
const neverCached: ErrorResponse[] = [500, 502, 503, 504].map((httpStatus) => ({
  httpStatus,
  ttl: Duration.seconds(0),
}));

/** The path is kept. The host is not sent, since the gateway finds the API by it. */
function api(host: string, customHeaders: Readonly<Record<string, string>>): BehaviorOptions {
  return {
    origin: new HttpOrigin(host, { originSslProtocols: [OriginSslPolicy.TLS_V1_2], customHeaders }),
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
  };
}

function pageSource(): ISource {
  const web = path.resolve(import.meta.dirname, '../web');
  return Source.asset(web, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never pulled: the page is built in this process.
      image: Runtime.NODEJS_24_X.bundlingImage,
      local: {
        tryBundle(outputDir) {
          buildPage(web, outputDir);
          return true;
        },
      },
    },
  });
}
