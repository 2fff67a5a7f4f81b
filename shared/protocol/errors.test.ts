import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCodes } from './errors.ts';

describe('error codes', () => {
  it('are the ones that docs/protocol.md lists, with their status and retryability', () => {
    const table = readFileSync('docs/protocol.md', 'utf8');

    const rows = [...table.matchAll(/^\| `(\w+)` \| (\d{3}) \| (yes|no) \|/gm)];
    const documented = Object.fromEntries(
      rows.map(([, code, status, retryable]) => [
        code,
        { status: Number(status), retryable: retryable === 'yes' },
      ]),
    );

    expect(documented).toEqual(errorCodes);
  });
});
