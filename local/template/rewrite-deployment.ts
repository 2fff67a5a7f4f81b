import { isObject, type Json, type JsonObject } from './cloud-formation.ts';
import type { Deployment } from './resolve-stacks.ts';

/** The same deployment with every text of every property and output rewritten. */
export function rewriteDeployment(deployment: Deployment, rewrite: (text: string) => string): Deployment {
  const resources = deployment.resources.map((resource) => ({
    ...resource,
    properties: rewriteObject(resource.properties, rewrite),
  }));
  return { resources, outputs: rewriteObject(deployment.outputs, rewrite) };
}

const rewriteObject = (object: JsonObject, rewrite: (text: string) => string): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, rewriteJson(value, rewrite)]));

function rewriteJson(json: Json, rewrite: (text: string) => string): Json {
  if (typeof json === 'string') return rewrite(json);
  if (Array.isArray(json)) return json.map((item: Json) => rewriteJson(item, rewrite));
  return isObject(json) ? rewriteObject(json, rewrite) : json;
}
