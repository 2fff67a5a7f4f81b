/** The value of an environment variable that the template sets. @throws Error at start, naming the variable. */
export function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`cannot start: ${name} is not set`);
  return value;
}

/** A whole number from the environment, or what to take without one. */
export function numberFrom(name: string, otherwise: number): number {
  const value = process.env[name];
  if (value === undefined || value === '') return otherwise;
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error(`cannot start: ${name} is not a whole number`);
  return number;
}
