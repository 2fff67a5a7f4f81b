/** What an invocation belongs to: the trace, and the segment that Lambda keeps for this function in it. */
export type Trace = { readonly traceId: string; readonly parentId: string };

/** The invocation's trace, as the runtime tells it in `_X_AMZN_TRACE_ID`. Nothing where it is not sampled. */
export function parseTraceHeader(header: string | undefined): Trace | undefined {
  if (!header?.includes('Sampled=1')) return undefined;
  const parts = new Map(
    header.split(';').map((part): [string, string] => {
      const [name = '', value = ''] = part.trim().split('=');
      return [name, value];
    }),
  );
  const [traceId, parentId] = [parts.get('Root'), parts.get('Parent')];
  return traceId && parentId ? { traceId, parentId } : undefined;
}
