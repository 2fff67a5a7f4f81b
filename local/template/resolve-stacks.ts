import { isObject, type Json, type JsonObject, type Resource, type Stack } from './cloud-formation.ts';
import type { Resolved } from './lookup.ts';
import { parameterValue } from './parameters.ts';
import { pseudoParameters } from './pseudo-parameters.ts';
import { attributeOf, type Referred, refOf } from './references.ts';
import { Resolver } from './resolver.ts';
import { secretLookup } from './secrets.ts';

/** A resource with nothing left to resolve. */
export type ResolvedResource = Referred & {
  /** Its path in the construct tree, `<stack>/<construct>/…`, where the CDK wrote it. */
  readonly path: string;
  readonly dependsOn: readonly string[];
  readonly stack: Stack;
};

/** Every resource of every stack, resolved, and the stacks' outputs. */
export type Deployment = {
  readonly resources: readonly ResolvedResource[];
  readonly outputs: Readonly<Record<string, Json>>;
};

/**
 * Resolves the templates of an app as a deployment would, all stacks together, so that exports reach their imports.
 *
 * Conditions that are false leave their resources out. Parameters take the given value, else their default.
 */
export function resolveStacks(
  stacks: readonly Stack[],
  parameters: Readonly<Record<string, string>>,
): Deployment {
  const exports = new Map<string, () => Json>();
  const find = (type: string): Referred[] => scopes.flatMap((scope) => scope.ofType(type));
  const scopes = stacks.map((stack) => new StackScope({ stack, parameters, exports, find }));
  for (const scope of scopes) scope.declareExports();
  return {
    resources: scopes.flatMap((scope) => scope.resources()),
    outputs: Object.assign({}, ...scopes.map((scope) => scope.outputs())),
  };
}

type ScopeOptions = {
  readonly stack: Stack;
  readonly parameters: Readonly<Record<string, string>>;
  readonly exports: Map<string, () => Json>;
  readonly find: (type: string) => Referred[];
};

class StackScope {
  readonly #options: ScopeOptions;
  readonly #resolver: Resolver;
  readonly #resolving = new Map<string, JsonObject | 'now'>();

  constructor(options: ScopeOptions) {
    this.#options = options;
    const { Mappings = {} } = options.stack.template;
    this.#resolver = new Resolver({
      ref: (name) => this.#ref(name),
      attribute: (logicalId, attribute) => attributeOf(this.#referred(logicalId), attribute),
      condition: (name) => this.#condition(name),
      mapping: (name) => Mappings[name],
      imported: (name) => options.exports.get(name)?.() ?? name,
      secret: secretLookup(options.find),
    });
  }

  declareExports(): void {
    for (const output of Object.values(this.#options.stack.template.Outputs ?? {})) {
      if (output.Export === undefined) continue;
      const name = this.#resolver.value(output.Export.Name);
      this.#options.exports.set(String(name), () => this.#resolver.value(output.Value));
    }
  }

  ofType(type: string): Referred[] {
    const present = this.#present().filter(([, resource]) => resource.Type === type);
    return present.map(([logicalId]) => this.#referred(logicalId));
  }

  resources(): ResolvedResource[] {
    return this.#present().map(([logicalId, resource]) => {
      const path = resource.Metadata?.['aws:cdk:path'];
      return {
        ...this.#referred(logicalId),
        path: typeof path === 'string' ? path : `${this.#options.stack.name}/${logicalId}`,
        dependsOn: [resource.DependsOn ?? []].flat(),
        stack: this.#options.stack,
      };
    });
  }

  outputs(): Record<string, Json> {
    const outputs = Object.entries(this.#options.stack.template.Outputs ?? {});
    return Object.fromEntries(outputs.map(([name, { Value }]) => [name, this.#resolver.value(Value)]));
  }

  #present(): [string, Resource][] {
    const all = Object.entries(this.#options.stack.template.Resources);
    return all.filter(([, { Condition }]) => Condition === undefined || this.#condition(Condition));
  }

  #condition(name: string): boolean {
    const condition = this.#options.stack.template.Conditions?.[name];
    return condition !== undefined && this.#resolver.value(condition) === true;
  }

  #ref(name: string): Resolved {
    const { stack, parameters } = this.#options;
    const pseudo = pseudoParameters(stack.name)[name];
    if (pseudo !== undefined) return pseudo;
    const parameter = stack.template.Parameters?.[name];
    if (parameter !== undefined) return parameterValue(parameter, parameters[name]);
    return refOf(this.#referred(name));
  }

  /** @NOTE Two resources may name each other; inside such a circle, the second look at one sees no properties. */
  #referred(logicalId: string): Referred {
    const { stack } = this.#options;
    const resource = stack.template.Resources[logicalId];
    const known = this.#resolving.get(logicalId);
    const base = { stackName: stack.name, logicalId, type: resource?.Type ?? 'unknown' };
    if (known !== undefined) return { ...base, properties: known === 'now' ? {} : known };
    this.#resolving.set(logicalId, 'now');
    const resolved = this.#resolver.value(resource?.Properties ?? {});
    const properties = isObject(resolved) ? resolved : {};
    this.#resolving.set(logicalId, properties);
    return { ...base, properties };
  }
}
