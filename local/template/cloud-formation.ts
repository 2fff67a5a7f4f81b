/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

/** One resource of a template, as CloudFormation writes it. */
export type Resource = {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly Metadata?: JsonObject;
};

type Parameter = { readonly Type: string; readonly Default?: Json };

/** The parts of a template that running it needs. */
export type Template = {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Parameters?: Readonly<Record<string, Parameter>>;
  readonly Conditions?: JsonObject;
  readonly Mappings?: JsonObject;
  readonly Outputs?: Readonly<Record<string, OutputValue>>;
};

type OutputValue = { readonly Value: Json; readonly Export?: { readonly Name: Json } };

/** One stack of an assembly: its template, and where its file assets lie. */
export type Stack = {
  readonly name: string;
  readonly template: Template;
  /** From an asset's object key (`<hash>.zip`) to its folder or file. */
  readonly assets: ReadonlyMap<string, string>;
};

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
