import type { QueryResultRow } from 'pg';
import type { Database } from '../../postgres/database.ts';
import { beginSpan } from './span.ts';
import { statementName } from './statement-name.ts';

/** The names of the statements that were traced: as many as there are in the code. */
const names = new Map<string, string>();

function nameOf(text: string): string {
  const name = names.get(text) ?? statementName(text);
  names.set(text, name);
  return name;
}

/** A database whose statements are shown in the invocation's trace, by name. */
export function tracedDatabase(database: Database): Database {
  return {
    ...database,
    query: async <Row extends QueryResultRow>(text: string, values: readonly unknown[]) => {
      const span = beginSpan('postgres');
      if (!span) return database.query<Row>(text, values);
      const annotations = { statement: nameOf(text) };
      try {
        const rows = await database.query<Row>(text, values);
        span.end({ annotations });
        return rows;
      } catch (error) {
        span.end({ annotations, fault: true });
        throw error;
      }
    },
  };
}
