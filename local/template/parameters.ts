import type { Json } from './cloud-formation.ts';

/** A parameter's value: the given one, else its default, else nothing; lists are split at commas. */
export function parameterValue(
  parameter: { readonly Type: string; readonly Default?: Json },
  given: string | undefined,
): Json {
  const value = given ?? parameter.Default ?? '';
  const isList = parameter.Type === 'CommaDelimitedList' || parameter.Type.startsWith('List<');
  return isList && typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;
}
