import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { metricUnits } from '../../shared/lambda/metric-names.ts';
import { stages } from '../stages.ts';
import { type Synthesized, synthesize, text } from '../synthesized.ts';

const synthesized = Object.fromEntries(stages.map((stage) => [stage.name, synthesize(stage)]));
const every = Object.entries(synthesized);

type MetricData = {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
};
type AlarmData = MetricData & {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions: readonly unknown[];
  readonly OKActions: readonly unknown[];
  readonly TreatMissingData: string;
  readonly Threshold: number;
  readonly Metrics?: readonly {
    readonly Expression?: string;
    readonly MetricStat?: { readonly Metric: MetricData };
  }[];
};

const alarmsOf = ({ resources }: Synthesized, stage: string): ReadonlyMap<string, AlarmData> =>
  new Map(
    Object.values(resources)
      .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
      .map(({ Properties }) => Properties as AlarmData)
      .map((alarm) => [alarm.AlarmName.replace(`parley-${stage}-`, ''), alarm]),
  );

const metricsOf = (alarm: AlarmData): readonly MetricData[] =>
  alarm.Metrics
    ? alarm.Metrics.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric] : []))
    : [alarm];

const data = [
  'database-connections',
  'database-cpu',
  'database-storage',
  'cache-memory',
  'cache-evictions',
  'cache-cpu',
];

/** Stages whose Postgres and Redis somebody else runs. */
const isGiven = (stage: string) => ['local', 'emulator'].includes(stage);

describe('the alarms', () => {
  it('have a section each in their runbook, and the runbook none that is not there', () => {
    const sections = [...readFileSync('docs/alarms.md', 'utf8').matchAll(/^## (.+)$/gm)].map(
      ([, title]) => title,
    );
    const names = every.flatMap(([stage, stack]) => [...alarmsOf(stack, stage).keys()]);

    expect([...new Set(names)].toSorted()).toEqual(sections.toSorted());
  });

  it.each(every)(
    'of %s each say what happened and where to read on, and tell the topic of it and of its end',
    (stage, stack) => {
      const topics = Object.keys(stack.template.findResources('AWS::SNS::Topic'));

      expect(topics).toHaveLength(1);
      for (const [name, alarm] of alarmsOf(stack, stage)) {
        expect(alarm.AlarmDescription).toMatch(new RegExp(`^[A-Z].+\\. See docs/alarms\\.md#${name}$`));
        expect(alarm.AlarmActions).toEqual([{ Ref: topics[0] }]);
        expect(alarm.OKActions).toEqual([{ Ref: topics[0] }]);
      }
    },
  );

  it.each(every)('of %s watch Postgres and Redis where the stack makes them', (stage, stack) => {
    const names = [...alarmsOf(stack, stage).keys()].filter((name) => /^(database|cache)-/.test(name));

    expect(names).toEqual(isGiven(stage) ? [] : data);
  });

  it.each([
    ['dev', 76],
    ['prod', 288],
  ])('of %s: connections are told of above %i, while the database still takes some', (stage, most) => {
    const stack = synthesized[stage];
    if (stack === undefined) throw new Error(`no stage ${stage}`);
    const [group] = Object.values(stack.template.findResources('AWS::RDS::DBParameterGroup'));

    expect(alarmsOf(stack, stage).get('database-connections')?.Threshold).toBe(most);
    expect(most).toBeLessThan(0.9 * Number(group?.['Properties']['Parameters']['max_connections']));
  });

  it('watch every node of a replicated cache', () => {
    const { prod } = synthesized;
    const memory = prod && alarmsOf(prod, 'prod').get('cache-memory');

    const nodes = memory && metricsOf(memory).map(({ Dimensions }) => text(Dimensions?.[0]?.Value));
    expect(nodes).toEqual(['<CacheGroup>-001', '<CacheGroup>-002']);
  });

  it.each(every)('of %s leave the authorizer’s errors alone: each wrong ticket is one', (stage, stack) => {
    const watched = [...alarmsOf(stack, stage).values()].flatMap(metricsOf);
    const erring = watched.filter(
      ({ Namespace, MetricName }) => Namespace === 'AWS/Lambda' && MetricName === 'Errors',
    );

    const functions = erring.map(({ Dimensions }) => text(Dimensions?.[0]?.Value).toLowerCase());
    // Nor that of `admin`: it is called by a person, who sees what becomes of it.
    expect(functions).toHaveLength(Object.keys(stack.functions).length - 2);
    expect(functions.filter((name) => name.includes('authorize'))).toEqual([]);
    stack.template.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: Match.stringLikeRegexp('Task timed out'),
      LogGroupName: { Ref: Match.stringLikeRegexp('^FunctionsauthorizeLog') },
    });
  });

  it.each(every)('of %s take no more metrics each than CloudWatch allows', (stage, stack) => {
    for (const alarm of alarmsOf(stack, stage).values())
      expect(metricsOf(alarm).length).toBeLessThanOrEqual(10);
  });

  it.each(every)(
    'of %s ask for metrics of ours by names and dimensions that functions write',
    (stage, stack) => {
      const ours = [...alarmsOf(stack, stage).values()]
        .flatMap(metricsOf)
        .filter(({ Namespace }) => Namespace === 'Parley');

      expect(ours.length).toBeGreaterThan(5);
      for (const { MetricName, Dimensions } of ours) {
        expect(Object.keys(metricUnits)).toContain(MetricName);
        const values = Object.fromEntries(Dimensions?.map(({ Name, Value }) => [Name, Value]) ?? []);
        expect(values).toEqual({ stage, function: expect.any(String) });
        expect(Object.keys(stack.functions)).toContain(values['function']);
      }
    },
  );

  it.each(every)('of %s take silence for good, but for the sweeper’s', (stage, stack) => {
    const alarmed = [...alarmsOf(stack, stage)].filter(([, alarm]) => alarm.TreatMissingData === 'breaching');

    expect(alarmed.map(([name]) => name)).toEqual(['sweeper-missing']);
  });
});

describe('whoever is told', () => {
  it('is told by e-mail where the stage names an address', () => {
    const [local] = stages;
    if (local === undefined) throw new Error('no stages');
    const alarms = { ...local.alarms, email: 'ops@example.com' };

    synthesize({ ...local, alarms }).template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
    synthesized['local']?.template.resourceCountIs('AWS::SNS::Subscription', 0);
  });

  it.each(every)('of %s: alarms of this account may publish, and nobody without TLS', (_, { template }) => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ],
      },
    });
  });
});

describe('the logs', () => {
  it.each(every)(
    'of %s: lines of level ERROR are counted in each function’s',
    (_, { template, functions }) => {
      const filters = Object.values(
        template.findResources('AWS::Logs::MetricFilter', {
          Properties: { FilterPattern: '{ $.level = "ERROR" }' },
        }),
      );

      const logs = new Set(filters.map((filter) => text(filter['Properties']['LogGroupName'])));
      expect(logs.size).toBe(Object.keys(functions).length);
    },
  );

  it.each(every)(
    'of %s can be asked the saved questions, over all functions',
    (stage, { template, functions }) => {
      const queries = Object.values(template.findResources('AWS::Logs::QueryDefinition')).map(
        ({ Properties }) => Properties,
      );

      expect(queries.map(({ Name }) => Name)).toEqual(
        ['message', 'user-day', 'slowest-sends', 'throttled'].map((name) => `parley-${stage}/${name}`),
      );
      for (const { LogGroupNames } of queries)
        expect(LogGroupNames).toHaveLength(Object.keys(functions).length);
    },
  );
});

describe('the dashboard', () => {
  it.each(every)('of %s shows every alarm and every metric of ours', (stage, stack) => {
    const [dashboard] = Object.values(stack.template.findResources('AWS::CloudWatch::Dashboard'));
    const body = JSON.stringify(dashboard?.['Properties']['DashboardBody']);

    // How many sweeps there were says no more than the alarm that there were none.
    const names = Object.keys(metricUnits).filter((name) => name !== 'Sweeps');
    expect(names.filter((name) => !body.includes(`\\"${name}\\"`))).toEqual([]);
    const alarms = Object.keys(stack.template.findResources('AWS::CloudWatch::Alarm'));
    expect(alarms).toHaveLength(isGiven(stage) ? 17 : 23);
    expect(alarms.filter((id) => !body.includes(id))).toEqual([]);
  });
});
