import type { Stage } from '../../infra/stage.ts';
import { type Resource, synthesize } from '../../infra/synthesized.ts';
import { costOf, total } from './bill.ts';
import { assumed, invocationsOf } from './invocations.ts';
import { machineOf } from './machines.ts';
import type { PriceName } from './prices.ts';

export type Line = { readonly what: string; readonly usd: number };

/** A month, as AWS counts one. */
const monthHours = 730;

type Properties = Resource['Properties'];
type Pricer = (properties: Properties) => readonly Line[];

const line = (what: string, name: PriceName, amount: number): Line => ({ what, usd: costOf(name, amount) });
const byMonth =
  (what: string, name: PriceName): Pricer =>
  () => [line(what, name, 1)];

function databaseLines(properties: Properties): readonly Line[] {
  const name = String(properties['DBInstanceClass']);
  const gib = Number(properties['AllocatedStorage']);
  const zones = properties['MultiAZ'] === true ? 2 : 1;
  const note = zones === 2 ? ', Multi-AZ' : '';
  const own = properties['ManageMasterUserPassword'] === true;
  return [
    { what: `RDS ${name}${note}`, usd: zones * monthHours * machineOf(name).usdAnHour },
    line(`RDS storage, ${gib} GB${note}`, 'databaseGbMonths', zones * gib),
    ...(own ? [line('the secret of the master', 'secretMonths', 1)] : []),
  ];
}

function cacheLines(properties: Properties): readonly Line[] {
  const name = String(properties['CacheNodeType']);
  const nodes = Number(properties['NumCacheClusters'] ?? 1);
  return [{ what: `Valkey, ${nodes} × ${name}`, usd: nodes * monthHours * machineOf(name).usdAnHour }];
}

/** The only machine of ours is the NAT instance: with an address, and the 8 GB of its system's disk. */
function instanceLines(properties: Properties): readonly Line[] {
  const name = String(properties['InstanceType']);
  return [
    { what: `NAT instance ${name}`, usd: monthHours * machineOf(name).usdAnHour },
    line('public address of the NAT instance', 'publicAddressHours', monthHours),
    line('disk of the NAT instance, 8 GB', 'diskGbMonths', 8),
  ];
}

/** Each metric that it looks at counts. */
function alarmLines(properties: Properties): readonly Line[] {
  const metrics = properties['Metrics'];
  const looked = Array.isArray(metrics) ? metrics.filter((metric) => metric?.MetricStat).length : 1;
  return [line('CloudWatch alarms', 'alarms', Math.max(1, looked))];
}

/** What costs something by being there. */
const pricers: Readonly<Record<string, Pricer>> = {
  'AWS::EC2::NatGateway': () => [line('NAT gateways', 'natGatewayHours', monthHours)],
  'AWS::EC2::EIP': () => [line('public addresses', 'publicAddressHours', monthHours)],
  'AWS::EC2::Instance': instanceLines,
  'AWS::EC2::VPCEndpoint': ({ VpcEndpointType, SubnetIds }) =>
    VpcEndpointType === 'Interface'
      ? [
          line(
            'interface endpoints',
            'endpointHours',
            monthHours * (Array.isArray(SubnetIds) ? SubnetIds.length : 1),
          ),
        ]
      : [],
  'AWS::RDS::DBInstance': databaseLines,
  // Two cores are charged at the least, and our databases have no fewer.
  'AWS::RDS::DBProxy': () => [line('RDS Proxy, 2 cores', 'proxyHours', 2 * monthHours)],
  'AWS::ElastiCache::ReplicationGroup': cacheLines,
  'AWS::KMS::Key': byMonth('KMS keys', 'keyMonths'),
  'AWS::SecretsManager::Secret': byMonth('secrets', 'secretMonths'),
  'AWS::CloudWatch::Alarm': alarmLines,
  'AWS::CloudWatch::CompositeAlarm': () => [line('CloudWatch alarms', 'alarms', 5)],
  'AWS::CloudWatch::Dashboard': byMonth('CloudWatch dashboards', 'dashboards'),
  'AWS::WAFv2::WebACL': byMonth('web ACL', 'webAclMonths'),
};

/** Services that cost nothing while nobody uses them, or never. */
const byUse =
  /^(AWS::(ApiGatewayV2|ApiGateway|Lambda|CloudFront|Events|Scheduler|IAM|Logs|S3|SNS|SQS|SSM|XRay|CertificateManager|ResourceGroups|CloudFormation|Budgets|WAFv2|CodeDeploy|AppConfig)::|Custom::|AWS::CDK::)/;
const free =
  /^AWS::(EC2::(?!NatGateway|EIP|Instance$|VPCEndpoint$)|RDS::DB(ParameterGroup|SubnetGroup|ProxyTargetGroup)|ElastiCache::(SubnetGroup|User|UserGroup|ParameterGroup)|KMS::Alias|SecretsManager::(SecretTargetAttachment|ResourcePolicy|RotationSchedule)|CloudWatch::AnomalyDetector)/;

function linesOf({ Type, Properties }: Resource): readonly Line[] {
  const pricer = pricers[Type];
  if (pricer) return pricer(Properties ?? {});
  if (byUse.test(Type) || free.test(Type)) return [];
  throw new Error(
    `cannot price ${Type}: scripts/cost/idle.ts does not say what it costs, or that it is free`,
  );
}

/** One line for each kind, in the order of the dearest. */
function summed(lines: readonly Line[]): readonly Line[] {
  const sums = new Map<string, number>();
  for (const { what, usd } of lines) sums.set(what, (sums.get(what) ?? 0) + usd);
  return [...sums]
    .map(([what, usd]) => ({ what, usd }))
    .toSorted((left, right) => right.usd - left.usd || left.what.localeCompare(right.what));
}

/** The sweeper runs whether or not anybody is there. */
function sweeps(stage: Stage): Line {
  const count = monthHours * 60;
  const { traces: traced, ...usage } = invocationsOf('sweep', {
    count,
    ms: count * assumed.sweepMs,
    lines: 1,
  });
  return {
    what: 'the sweeper, once a minute',
    usd: total(usage) + (stage.tracing ? costOf('traces', traced ?? 0) : 0),
  };
}

/** What a stage costs in a month in which nobody uses it, by the resources of its template. */
export function idleLines(stage: Stage): readonly Line[] {
  const { resources } = synthesize(stage);
  return summed([...Object.values(resources).flatMap(linesOf), sweeps(stage)]);
}
