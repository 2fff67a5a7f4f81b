/** How Lambda describes an error. */
export type ErrorDocument = {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
};

/** An error whose type is one of Lambda's own. */
export class RuntimeError extends Error {
  constructor(name: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

/** Describes whatever was thrown. */
export function errorDocument(thrown: unknown): ErrorDocument {
  if (thrown instanceof Error)
    return {
      errorType: thrown.name,
      errorMessage: thrown.message,
      trace: (thrown.stack ?? '').split('\n'),
    };
  const text = typeof thrown === 'string' ? thrown : (JSON.stringify(thrown) ?? String(thrown));
  return { errorType: typeof thrown, errorMessage: text, trace: [] };
}
