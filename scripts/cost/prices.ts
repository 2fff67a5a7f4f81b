import type { Price } from './price.ts';

/** When the pages were read, and the region that the prices are of: US East (N. Virginia), on demand, without tax. */
export const priced = { on: '2026-11-23', region: 'us-east-1' } as const;

const million = 1e6;
const aws = (path: string) => `https://aws.amazon.com/${path}/`;

const gateway = {
  socketMessages: {
    what: 'API Gateway, WebSocket messages in and out, each 32 KB of one',
    unit: 'message',
    usd: 1 / million,
    beyond: [{ from: 1e9, usd: 0.8 / million }],
    seen: 'copy',
    page: 'https://awsforengineers.com/blog/aws-api-gateway-pricing-explained',
  },
  connectionMinutes: {
    what: 'API Gateway, WebSocket connections',
    unit: 'minute',
    usd: 0.25 / million,
    seen: 'memory',
    page: aws('api-gateway/pricing'),
  },
  httpRequests: {
    what: 'API Gateway, HTTP API',
    unit: 'request',
    usd: 1 / million,
    beyond: [{ from: 300e6, usd: 0.9 / million }],
    seen: 'copy',
    page: 'https://www.learnaws.org/2021/01/10/api-gateway-pricing/',
  },
} as const satisfies Record<string, Price>;

const lambdaPage = 'https://cloudchipr.com/blog/aws-lambda-pricing';
const lambda = {
  lambdaRequests: {
    what: 'Lambda, requests',
    unit: 'request',
    usd: 0.2 / million,
    seen: 'copy',
    page: 'https://git.mcrn.ar/mariano/lambda_local_runner/src/commit/957e45b8adae23ce50b966346229585b5df18b4d/docs/lambdas-md/lambda-13-cost.md',
  },
  lambdaGbSeconds: {
    what: 'Lambda on arm64, memory while running',
    unit: 'GB-second',
    usd: 0.0000133334,
    beyond: [{ from: 7.5e9, usd: 0.0000120001 }],
    seen: 'copy',
    page: lambdaPage,
  },
} as const satisfies Record<string, Price>;

const cloudWatch = 'https://signoz.io/guides/cloudwatch-pricing';
const watching = {
  logGb: {
    what: 'CloudWatch Logs, taken in',
    unit: 'GB',
    usd: 0.5,
    seen: 'copy',
    page: 'https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/',
  },
  logGbMonths: {
    what: 'CloudWatch Logs, kept (compressed to about a fifth)',
    unit: 'GB-month',
    usd: 0.03,
    seen: 'memory',
    page: aws('cloudwatch/pricing'),
  },
  customMetrics: {
    what: 'CloudWatch, metrics of our own',
    unit: 'metric and month',
    usd: 0.3,
    seen: 'copy',
    page: cloudWatch,
  },
  alarms: {
    what: 'CloudWatch, alarms, for each metric they look at',
    unit: 'alarm and month',
    usd: 0.1,
    seen: 'copy',
    page: 'https://002-workshop-application-performance-monitoring.huyanh.click/5-optimization',
  },
  dashboards: {
    what: 'CloudWatch, dashboards',
    unit: 'dashboard and month',
    usd: 3,
    seen: 'copy',
    page: 'https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/',
  },
  traces: {
    what: 'X-Ray, traces recorded',
    unit: 'trace',
    usd: 5 / million,
    seen: 'aws',
    page: aws('de/xray/pricing'),
  },
} as const satisfies Record<string, Price>;

const natPage = 'https://cloudburn.io/blog/aws-nat-gateway-pricing';
const network = {
  natGatewayHours: { what: 'NAT gateway', unit: 'hour', usd: 0.045, seen: 'copy', page: natPage },
  natGatewayGb: {
    what: 'NAT gateway, through it either way',
    unit: 'GB',
    usd: 0.045,
    seen: 'copy',
    page: natPage,
  },
  publicAddressHours: { what: 'public IPv4 address', unit: 'hour', usd: 0.005, seen: 'copy', page: natPage },
  zoneGb: {
    what: 'between zones, each way',
    unit: 'GB',
    usd: 0.01,
    seen: 'copy',
    page: 'https://basavytix.com/blog/aws-nat-gateway-pricing',
  },
  outGb: {
    what: 'out to the internet',
    unit: 'GB',
    usd: 0.09,
    beyond: [{ from: 10_240, usd: 0.085 }],
    seen: 'copy',
    page: 'https://awsforengineers.com/blog/aws-api-gateway-pricing-explained',
  },
  endpointHours: {
    what: 'interface endpoint, in one zone',
    unit: 'hour',
    usd: 0.01,
    seen: 'memory',
    page: aws('privatelink/pricing'),
  },
} as const satisfies Record<string, Price>;

const site = {
  cloudFrontRequests: {
    what: 'CloudFront, HTTPS requests',
    unit: 'request',
    usd: 0.01 / 10_000,
    seen: 'copy',
    page: 'https://kindatechnical.com/aws-certification-associate-developer/lesson-87-cloudfront-pricing.html',
  },
  cloudFrontGb: {
    what: 'CloudFront, out to the internet',
    unit: 'GB',
    usd: 0.085,
    seen: 'aws',
    page: aws('cloudfront/pricing'),
  },
  bucketGbMonths: {
    what: 'S3, kept',
    unit: 'GB-month',
    usd: 0.023,
    seen: 'memory',
    page: aws('s3/pricing'),
  },
} as const satisfies Record<string, Price>;

const keeping = {
  keyMonths: { what: 'KMS key of our own', unit: 'month', usd: 1, seen: 'aws', page: aws('kms/pricing') },
  secretMonths: {
    what: 'Secrets Manager',
    unit: 'secret and month',
    usd: 0.4,
    seen: 'memory',
    page: aws('secrets-manager/pricing'),
  },
  webAclMonths: { what: 'WAF, a web ACL', unit: 'month', usd: 5, seen: 'memory', page: aws('waf/pricing') },
  databaseGbMonths: {
    what: 'RDS, gp3 storage in one zone; twice that Multi-AZ',
    unit: 'GB-month',
    usd: 0.115,
    seen: 'copy',
    page: 'https://www.usage.ai/blogs/aws/reserved-instances/rds/pricing-calculator/',
  },
  proxyHours: {
    what: 'RDS Proxy, for each vCPU of the database',
    unit: 'hour',
    usd: 0.015,
    seen: 'memory',
    page: aws('rds/proxy/pricing'),
  },
  diskGbMonths: {
    what: 'EBS, gp3 volume of a NAT instance',
    unit: 'GB-month',
    usd: 0.08,
    seen: 'memory',
    page: aws('ebs/pricing'),
  },
} as const satisfies Record<string, Price>;

export const prices = { ...gateway, ...lambda, ...watching, ...network, ...site, ...keeping };

export type PriceName = keyof typeof prices;
