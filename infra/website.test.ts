import { runInNewContext } from 'node:vm';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { stages } from './stages.ts';
import { synthesize, text } from './synthesized.ts';

const [local] = stages;
if (local === undefined) throw new Error('no stages');
const { template, resources } = synthesize(local);

function properties(type: string): Readonly<Record<string, unknown>> {
  const found = Object.values(resources).find(({ Type }) => Type === type);
  if (found === undefined) throw new Error(`no ${type}`);
  return found.Properties;
}

describe('the page', () => {
  it('may load what came with it, and talk to its own origin and the socket of its stage', () => {
    const { ResponseHeadersPolicyConfig: config } = properties('AWS::CloudFront::ResponseHeadersPolicy') as {
      ResponseHeadersPolicyConfig: {
        SecurityHeadersConfig: { ContentSecurityPolicy: { ContentSecurityPolicy: unknown } };
      };
    };

    const policy = text(config.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy);
    expect(policy.split('; ')).toEqual([
      "default-src 'self'",
      "connect-src 'self' wss://<WebsocketApi>.execute-api.<AWS::Region>.<AWS::URLSuffix>/local",
      "img-src 'self' data:",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ]);
  });

  it('is sent with the other security headers', () => {
    template.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
      ResponseHeadersPolicyConfig: {
        SecurityHeadersConfig: {
          ContentTypeOptions: { Override: true },
          FrameOptions: { FrameOption: 'DENY' },
          ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
          StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000 },
        },
      },
    });
  });

  it('lies in a bucket that only CloudFront reads, over TLS', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [
          { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
          { Effect: 'Allow', Action: 's3:GetObject', Principal: { Service: 'cloudfront.amazonaws.com' } },
        ],
      },
    });
  });

  it.each([
    ['/', '/index.html'],
    ['/rooms/7', '/index.html'],
    ['/v1.2/rooms', '/index.html'],
    ['/main.js', '/main.js'],
    ['/icons/a.svg', '/icons/a.svg'],
  ])('is asked for %s and gets %s', (uri, served) => {
    const { FunctionCode: code } = properties('AWS::CloudFront::Function');

    const { uri: rewritten } = runInNewContext(
      `${code}; handler({ request: { uri: ${JSON.stringify(uri)} } })`,
    );

    expect(rewritten).toBe(served);
  });
});

describe('the HTTP API under /api', () => {
  it('is neither cached nor told CloudFront’s host, and gets every other header', () => {
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        CacheBehaviors: [
          {
            PathPattern: '/api/*',
            AllowedMethods: Match.arrayWith(['PATCH', 'POST', 'DELETE']),
            // AWS's own CachingDisabled and AllViewerExceptHostHeader.
            CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
            OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
          },
        ],
      },
    });
  });

  it('answers its own errors: none is replaced, and none of the server’s is kept for others', () => {
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        CustomErrorResponses: [500, 502, 503, 504].map((status) => ({
          ErrorCode: status,
          ErrorCachingMinTTL: 0,
          ResponseCode: Match.absent(),
          ResponsePagePath: Match.absent(),
        })),
      },
    });
  });
});
