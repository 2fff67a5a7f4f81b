import type { HttpApiConfig, WebSocketApiConfig } from './gateway/config.ts';
import { type FunctionConfig, functionsOf } from './template/functions.ts';
import { grantsOf, type MayDo } from './template/grants.ts';
import { httpApisOf } from './template/http-apis.ts';
import { notRun } from './template/inventory.ts';
import { permissionsOf } from './template/permissions.ts';
import type { Deployment } from './template/resolve-stacks.ts';
import { type ScheduledFunction, schedulesOf } from './template/schedules.ts';
import { type Trigger, triggersOf } from './template/triggers.ts';
import { type WebsiteConfig, websitesOf } from './template/websites.ts';
import { webSocketApisOf } from './template/websocket-apis.ts';

/** All that an app declares and that runs here, as data. */
export type Plan = {
  readonly functions: readonly FunctionConfig[];
  readonly webSocketApis: readonly WebSocketApiConfig[];
  readonly httpApis: readonly HttpApiConfig[];
  readonly websites: readonly WebsiteConfig[];
  readonly schedules: readonly ScheduledFunction[];
  readonly triggers: readonly Trigger[];
  readonly mayInvoke: ReturnType<typeof permissionsOf>;
  readonly mayDo: MayDo;
  /** One line for each thing that the template has and that doesn't run here. */
  readonly notRun: readonly string[];
};

/** Reads what there is to run from a deployment. */
export function planOf(deployment: Deployment): Plan {
  const notes: string[] = [];
  const note = (line: string) => void notes.push(line);
  const all = functionsOf(deployment);
  const tokens = new Set(deployment.resources.map(({ properties }) => properties['ServiceToken']));
  // What serves custom resources in AWS is run by nobody here: triggers go to their own functions.
  const ofApp = all.filter(({ arn }) => !tokens.has(arn));
  const functions = ofApp.filter(({ runtime }) => runtime.startsWith('nodejs'));
  const plan = {
    functions,
    webSocketApis: webSocketApisOf(deployment, note),
    httpApis: httpApisOf(deployment, note),
    websites: websitesOf(deployment),
    schedules: schedulesOf(deployment, note),
    triggers: triggersOf(deployment, all),
    mayInvoke: permissionsOf(deployment),
    mayDo: grantsOf(deployment),
  };
  const foreign = ofApp.filter((config) => !functions.includes(config));
  const layered = functions.filter(({ layers }) => layers > 0);
  return {
    ...plan,
    notRun: [
      ...notRun(deployment, all),
      ...notes,
      ...foreign.map(({ label, runtime }) => `function ${label}: its runtime is ${runtime}`),
      ...layered.map(({ label }) => `the layers of function ${label}`),
    ],
  };
}
