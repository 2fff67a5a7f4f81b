import { describe, expect, it } from 'vitest';
import { parseTraceHeader } from './trace-header.ts';

const root = '1-5759e988-bd862e3fe1be46a994272793';

describe('the trace header of an invocation', () => {
  it('names the trace and the segment that is ours, where it is sampled', () => {
    const header = `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:a87bd80c:0`;

    expect(parseTraceHeader(header)).toEqual({ traceId: root, parentId: '53995c3f42cd8ad8' });
  });

  it.each([
    undefined,
    '',
    'nonsense',
    `Root=${root}`,
    `Root=${root};Sampled=1`,
    `Root=${root};Parent=53995c3f42cd8ad8;Sampled=0`,
    `Root=${root};Parent=53995c3f42cd8ad8;Sampled=?`,
    'Parent=53995c3f42cd8ad8;Sampled=1',
  ])('is none where it is not sampled, or cut off: %s', (header) => {
    expect(parseTraceHeader(header)).toBeUndefined();
  });
});
