import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readAssembly } from '../assembly/read-assembly.ts';
import { synthesize } from '../assembly/synthesize.ts';
import { type Plan, planOf } from '../plan.ts';
import type { Ports, Role } from '../processes/ports.ts';
import type { Stack } from '../template/cloud-formation.ts';
import { type Endpoints, endpointRewriter, type Place } from '../template/endpoints.ts';
import { resolveStacks } from '../template/resolve-stacks.ts';
import { rewriteDeployment } from '../template/rewrite-deployment.ts';

export type Source = {
  readonly app: string;
  readonly appRoot: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly dataDir: string;
};

/** Synthesizes the app and reads its stacks. @throws {SynthesisError} with what the app printed. */
export async function loadStacks({ app, appRoot, context, dataDir }: Source): Promise<Stack[]> {
  const outDir = join(dataDir, 'cdk.out');
  await synthesize({ app, appRoot, context, outDir });
  return readAssembly(outDir);
}

/** Forgets the assets of earlier starts. */
export const clearAssembly = (dataDir: string): Promise<void> =>
  rm(join(dataDir, 'cdk.out'), { recursive: true, force: true });

export type PlanOptions = {
  readonly stacks: readonly Stack[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly ports: Ports;
  readonly publicHost: string;
  readonly innerHost: string;
};

/** What runs, and where each part of it listens. */
export type PlacedPlan = {
  readonly plan: Plan;
  readonly endpoints: Endpoints;
  readonly outputs: Readonly<Record<string, unknown>>;
};

/** Resolves the stacks, gives everything that listens a port, and puts those into all URLs. */
export async function placePlan(options: PlanOptions): Promise<PlacedPlan> {
  const deployment = resolveStacks(options.stacks, options.parameters);
  const endpoints = await placesOf(planOf(deployment), options);
  const rewritten = rewriteDeployment(deployment, endpointRewriter(endpoints));
  return { plan: planOf(rewritten), endpoints, outputs: rewritten.outputs };
}

async function placesOf(plan: Plan, { ports, publicHost, innerHost }: PlanOptions): Promise<Endpoints> {
  const places = async (names: readonly string[], role: Role, kind: Place['kind']) => {
    const found = new Map<string, Place>();
    for (const [index, name] of names.entries())
      found.set(name, { kind, port: await ports.take(portName(role, name, index)) });
    return found;
  };
  const apiIds = (apis: readonly { readonly apiId: string }[]) => apis.map(({ apiId }) => apiId);
  return {
    apis: new Map([
      ...(await places(apiIds(plan.httpApis), 'http', 'http')),
      ...(await places(apiIds(plan.webSocketApis), 'websocket', 'websocket')),
    ]),
    distributions: await places(
      plan.websites.map(({ domainName }) => domainName),
      'page',
      'website',
    ),
    publicHost,
    innerHost,
  };
}

/** The first of a kind has the fixed port; further ones follow after all fixed ones. */
export const portName = (role: Role, name: string, index: number): string =>
  index === 0 ? role : `${role} ${name} ${index}`;
