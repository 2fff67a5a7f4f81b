function inner(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inner).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([name, field]) => `${name}=${inner(field)}`);
  return `{${fields.join(', ')}}`;
}

/** A selected value as text: two elements are `[a, b]`, and what is missing is nothing. */
export function selectionText(value: unknown): string {
  return value === undefined || value === null ? '' : inner(value);
}
