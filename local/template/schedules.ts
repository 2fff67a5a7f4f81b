import * as v from 'valibot';
import { arn } from './account.ts';
import type { JsonObject } from './cloud-formation.ts';
import { functionArnIn } from './function-arn.ts';
import { readProperties, text } from './properties.ts';
import { refOf } from './references.ts';
import type { Deployment, ResolvedResource } from './resolve-stacks.ts';
import type { Note } from './websocket-apis.ts';

/** A function that runs at times. */
export type ScheduledFunction = {
  readonly name: string;
  readonly sourceArn: string;
  readonly service: string;
  /** `rate(1 minute)`, `cron(0 12 * * ? *)`, `at(2030-01-01T00:00:00)`. */
  readonly expression: string;
  readonly functionArn: string;
  /** What the function is handed; `undefined` for EventBridge's own "Scheduled Event". */
  readonly input: string | undefined;
};

const state = v.optional(v.string(), 'ENABLED');
const ruleSchema = v.object({
  ScheduleExpression: v.optional(v.string()),
  State: state,
  Targets: v.optional(v.array(v.object({ Arn: text, Input: v.optional(v.string()) })), []),
});
const scheduleSchema = v.object({
  ScheduleExpression: v.string(),
  State: state,
  Target: v.object({ Arn: text, Input: v.optional(v.string()) }),
});

const isFunction = (target: string) => target.includes(':function:');

/** The schedules of EventBridge rules and of EventBridge Scheduler that are enabled and run a function. */
export function schedulesOf(deployment: Deployment, note: Note): ScheduledFunction[] {
  return deployment.resources.flatMap((resource) => {
    if (resource.type === 'AWS::Events::Rule') return ruleOf(resource, note);
    return resource.type === 'AWS::Scheduler::Schedule' ? scheduleOf(resource, note) : [];
  });
}

function ruleOf(resource: ResolvedResource, note: Note): ScheduledFunction[] {
  const { ScheduleExpression: expression, State, Targets } = readProperties(resource, ruleSchema);
  if (expression === undefined) note(`${resource.path}: only schedules run, not event patterns`);
  if (expression === undefined || State === 'DISABLED') return [];
  const targets = Targets.filter(({ Arn }) => isFunction(Arn));
  if (targets.length < Targets.length) note(`${resource.path}: only targets that are functions run`);
  const name = refOf(resource);
  return targets.map(({ Arn, Input }) => ({
    name,
    sourceArn: arn('events', `rule/${name}`),
    service: 'events.amazonaws.com',
    expression,
    functionArn: functionArnIn(Arn),
    input: Input,
  }));
}

function scheduleOf(resource: ResolvedResource, note: Note): ScheduledFunction[] {
  const { ScheduleExpression: expression, State, Target } = readProperties(resource, scheduleSchema);
  if (State === 'DISABLED') return [];
  if (!isFunction(Target.Arn)) {
    note(`${resource.path}: only targets that are functions run`);
    return [];
  }
  const name = refOf(resource);
  return [
    {
      name,
      sourceArn: arn('scheduler', `schedule/default/${name}`),
      service: 'scheduler.amazonaws.com',
      expression,
      functionArn: functionArnIn(Target.Arn),
      input: Target.Input ?? '{}',
    },
  ];
}

/** The event that EventBridge hands the target of a scheduled rule. */
export function scheduledEvent(schedule: ScheduledFunction, id: string, now: number): JsonObject {
  const [, , , , region = '', account = ''] = ['', ...schedule.sourceArn.split(':')];
  return {
    version: '0',
    id,
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account,
    time: new Date(now).toISOString().replace(/\.\d+Z/, 'Z'),
    region,
    resources: [schedule.sourceArn],
    detail: {},
  };
}
