import path from 'node:path';
import { Aws } from 'aws-cdk-lib';
import { CachePolicy, Distribution, ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';

type SiteProps = { readonly apiId: string; readonly socketUrl: string };

/** A page in a bucket with its settings beside it, and the HTTP API under the same origin. */
export class EchoSite extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, { apiId, socketUrl }: SiteProps) {
    super(scope, id);
    const bucket = new Bucket(this, 'Files') as IBucket;
    const distribution = new Distribution(this, 'Distribution', {
      defaultRootObject: 'index.html',
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket),
        responseHeadersPolicy: new ResponseHeadersPolicy(this, 'Headers', {
          securityHeadersBehavior: {
            contentSecurityPolicy: { contentSecurityPolicy: `connect-src ${socketUrl}`, override: true },
          },
        }),
      },
      additionalBehaviors: {
        '/api/*': {
          origin: new HttpOrigin(`${apiId}.execute-api.${Aws.REGION}.amazonaws.com`),
          cachePolicy: CachePolicy.CACHING_DISABLED,
        },
      },
      errorResponses: [{ httpStatus: 403, responseHttpStatus: 200, responsePagePath: '/index.html' }],
    });
    this.url = `https://${distribution.distributionDomainName}`;
    new BucketDeployment(this, 'Deployment', {
      destinationBucket: bucket,
      sources: [
        Source.asset(path.join(import.meta.dirname, 'site')),
        Source.jsonData('settings.json', { socket: socketUrl }),
      ],
      cacheControl: [CacheControl.noCache()],
    });
  }
}
