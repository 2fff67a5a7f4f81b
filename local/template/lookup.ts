import type { Json } from './cloud-formation.ts';

/** `AWS::NoValue`: what holds it is left out. */
export const noValue = Symbol('AWS::NoValue');
export type Resolved = Json | typeof noValue;

/** What the intrinsic functions of one stack ask for. */
export type Lookup = {
  readonly ref: (name: string) => Resolved;
  readonly attribute: (logicalId: string, attribute: string) => Json;
  readonly condition: (name: string) => boolean;
  readonly mapping: (name: string) => Json | undefined;
  readonly imported: (exportName: string) => Json;
  /** SSM parameters and secrets, by service and reference. */
  readonly secret: (service: string, reference: string) => string;
};

/** What an intrinsic function may use: the lookup, and the resolution of its own arguments. */
export type Evaluation = {
  readonly lookup: Lookup;
  readonly value: (json: Json) => Json;
  readonly resolve: (json: Json) => Resolved;
};
