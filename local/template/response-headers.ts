import * as v from 'valibot';
import { boolean, number, readProperties, text } from './properties.ts';
import { refOf } from './references.ts';
import type { Deployment } from './resolve-stacks.ts';

const schema = v.object({
  ResponseHeadersPolicyConfig: v.object({
    CustomHeadersConfig: v.optional(
      v.object({ Items: v.optional(v.array(v.object({ Header: v.string(), Value: text })), []) }),
    ),
    SecurityHeadersConfig: v.optional(
      v.object({
        ContentSecurityPolicy: v.optional(v.object({ ContentSecurityPolicy: v.string() })),
        ContentTypeOptions: v.optional(v.unknown()),
        FrameOptions: v.optional(v.object({ FrameOption: v.string() })),
        ReferrerPolicy: v.optional(v.object({ ReferrerPolicy: v.string() })),
        StrictTransportSecurity: v.optional(
          v.object({ AccessControlMaxAgeSec: number, IncludeSubdomains: v.optional(boolean, false) }),
        ),
      }),
      {},
    ),
  }),
});

type Config = v.InferOutput<typeof schema>['ResponseHeadersPolicyConfig'];
type Security = NonNullable<Config['SecurityHeadersConfig']>;

/** The headers that a distribution adds to responses, by the id of its policy. */
export function responseHeaders(deployment: Deployment): (policyId: string) => Record<string, string> {
  const policies = new Map(
    deployment.resources
      .filter(({ type }) => type === 'AWS::CloudFront::ResponseHeadersPolicy')
      .map((resource) => {
        const { ResponseHeadersPolicyConfig: config } = readProperties(resource, schema);
        return [refOf(resource), headersOf(config)] as const;
      }),
  );
  return (policyId) => policies.get(policyId) ?? {};
}

function headersOf({ CustomHeadersConfig, SecurityHeadersConfig }: Config): Record<string, string> {
  const custom = (CustomHeadersConfig?.Items ?? []).map(({ Header, Value }) => [Header.toLowerCase(), Value]);
  const security = Object.entries(securityHeaders).map(([name, value]) => [
    name,
    value(SecurityHeadersConfig ?? {}),
  ]);
  return Object.fromEntries([...custom, ...security].filter(([, value]) => value !== undefined));
}

const securityHeaders: Readonly<Record<string, (security: Security) => string | undefined>> = {
  'content-security-policy': ({ ContentSecurityPolicy }) => ContentSecurityPolicy?.ContentSecurityPolicy,
  'x-content-type-options': ({ ContentTypeOptions }) => (ContentTypeOptions ? 'nosniff' : undefined),
  'x-frame-options': ({ FrameOptions }) => FrameOptions?.FrameOption,
  'referrer-policy': ({ ReferrerPolicy }) => ReferrerPolicy?.ReferrerPolicy,
  'strict-transport-security': ({ StrictTransportSecurity: sts }) =>
    sts && `max-age=${sts.AccessControlMaxAgeSec}${sts.IncludeSubdomains ? '; includeSubDomains' : ''}`,
};
