import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import * as v from 'valibot';
import type { Stack, Template } from '../template/cloud-formation.ts';

const manifestSchema = v.object({
  artifacts: v.optional(
    v.record(
      v.string(),
      v.object({
        type: v.string(),
        displayName: v.optional(v.string()),
        dependencies: v.optional(v.array(v.string()), []),
        properties: v.optional(v.record(v.string(), v.unknown()), {}),
      }),
    ),
    {},
  ),
});

const assetsSchema = v.object({
  files: v.optional(
    v.record(
      v.string(),
      v.object({
        source: v.object({ path: v.optional(v.string()) }),
        destinations: v.record(v.string(), v.object({ objectKey: v.string() })),
      }),
    ),
    {},
  ),
});

/** Reads the stacks of a synthesized assembly, those of its nested stages too. */
export function readAssembly(folder: string): Stack[] {
  const { artifacts } = v.parse(manifestSchema, readJson(join(folder, 'manifest.json')));
  return Object.entries(artifacts).flatMap(([id, artifact]) => {
    if (artifact.type === 'cdk:cloud-assembly')
      return readAssembly(join(folder, text(artifact, 'directoryName')));
    if (artifact.type !== 'aws:cloudformation:stack') return [];
    const manifests = artifact.dependencies.filter((name) => artifacts[name]?.type === 'cdk:asset-manifest');
    const files = manifests.map((name) => join(folder, text(artifacts[name], 'file')));
    const template = readJson(join(folder, text(artifact, 'templateFile'))) as Template;
    const name = text(artifact, 'stackName') || id;
    return [{ name, template, assets: new Map(files.flatMap((file) => readAssets(folder, file))) }];
  });
}

function readAssets(folder: string, file: string): [string, string][] {
  const { files } = v.parse(assetsSchema, readJson(file));
  return Object.values(files).flatMap(({ source, destinations }) => {
    const { path } = source;
    if (path === undefined) return [];
    const absolute = isAbsolute(path) ? path : join(folder, path);
    return Object.values(destinations).map(({ objectKey }): [string, string] => [objectKey, absolute]);
  });
}

function text(
  artifact: { readonly properties: Readonly<Record<string, unknown>> } | undefined,
  key: string,
): string {
  const value = artifact?.properties[key];
  return typeof value === 'string' ? value : '';
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
