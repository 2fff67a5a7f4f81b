import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { featureFlags } from './feature-flags.ts';
import { ParleyStack } from './parley-stack.ts';
import type { Stage } from './stage.ts';

export type Resource = {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
};

/** A stage's template as tests read it. */
export type Synthesized = {
  readonly template: Template;
  readonly resources: Readonly<Record<string, Resource>>;
  /** Our Lambda functions, by the name in the catalog. The CDK's own are not among them. */
  readonly functions: Readonly<Record<string, Resource>>;
};

/** An app in which nothing is bundled, copied or validated. */
export function testApp(outdir?: string): App {
  return new App({
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
    stackTraces: false,
    treeMetadata: false,
    context: { ...featureFlags, 'aws:cdk:bundling-stacks': [], 'aws:cdk:disable-asset-staging': true },
    ...(outdir !== undefined && { outdir }),
  });
}

const done = new WeakMap<Stage, Synthesized>();

/** Synthesizes a stage for tests, once. Nothing stays on the disk. */
export function synthesize(stage: Stage): Synthesized {
  const known = done.get(stage);
  if (known) return known;
  const synthesized = synthesizeNow(stage);
  done.set(stage, synthesized);
  return synthesized;
}

function synthesizeNow(stage: Stage): Synthesized {
  const outdir = mkdtempSync(path.join(tmpdir(), 'parley-synth-'));
  const app = testApp(outdir);
  const name = `parley-${stage.name}`;
  const template = Template.fromStack(new ParleyStack(app, name, stage));
  rmSync(outdir, { recursive: true });
  const resources: Record<string, Resource> = template.toJSON()['Resources'];
  const named = Object.values(resources).filter(
    ({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties['FunctionName'] !== undefined,
  );
  const functions = Object.fromEntries(
    named.map((resource) => [String(resource.Properties['FunctionName']).replace(`${name}-`, ''), resource]),
  );
  return { template, resources, functions };
}

/** The environment of a function. */
export function environmentOf({ functions }: Synthesized, name: string): Readonly<Record<string, unknown>> {
  const properties = functions[name]?.Properties['Environment'] as Environment | undefined;
  if (properties === undefined) throw new Error(`no function ${name}`);
  return properties.Variables;
}

type Environment = { readonly Variables: Readonly<Record<string, unknown>> };

type Intrinsic = {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: readonly [string, string];
  readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
};

/** A template's value as text, with `<Logical.Attribute>` for what is known when deploying, and without the CDK's hashes. */
export function text(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Intrinsic;
  if (ref !== undefined) return `<${withoutHash(ref)}>`;
  if (attribute !== undefined) return `<${withoutHash(attribute[0])}.${attribute[1]}>`;
  if (join !== undefined) return join[1].map(text).join(join[0]);
  return JSON.stringify(value);
}

function withoutHash(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}
