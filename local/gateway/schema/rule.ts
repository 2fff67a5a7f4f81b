export type Schema = Readonly<Record<string, unknown>>;

/** One keyword's judgement; true where the schema lacks the keyword or it doesn't concern such a value. */
export type Rule = (
  value: unknown,
  schema: Schema,
  matches: (value: unknown, schema: unknown) => boolean,
) => boolean;

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** Whether a number keeps to the bound that a keyword sets, where it sets one. */
export function within(bound: unknown, keeps: (bound: number) => boolean): boolean {
  return typeof bound !== 'number' || keeps(bound);
}
