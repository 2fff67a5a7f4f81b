import { inject } from 'vitest';

/** The running product that a test file talks to. */
export type Product = {
  readonly endpoints: { readonly page: string; readonly http: string; readonly websocket: string };
  readonly databaseUrl: string;
  readonly logFolder: string;
};

let chosen: Product | undefined;

/** Makes this test file talk to another product than the one that the whole run shares. */
export function useProduct(product: Product): void {
  chosen = product;
}

export const product = (): Product =>
  chosen ?? {
    endpoints: inject('endpoints'),
    databaseUrl: inject('databaseUrl'),
    logFolder: inject('logFolder'),
  };
