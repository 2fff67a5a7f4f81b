import { openDatabase } from '../../../shared/postgres/database.ts';
import { product } from './product.ts';

/** Reads or ages what the running product has stored, past its APIs. */
export async function inDatabase<Row extends Record<string, unknown>>(
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const database = openDatabase({ connectionString: product().databaseUrl, connections: 1 });
  try {
    return await database.query<Row>(text, values);
  } finally {
    await database.close();
  }
}
