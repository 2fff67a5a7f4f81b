/** What the client gets. */
export type HttpResponse = {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string | readonly string[]>;
  readonly body: Buffer;
};

type Fields = Readonly<Record<string, unknown>>;

/** An answer of the gateway's own. */
export function gatewayResponse(status: number, message: string): HttpResponse {
  return {
    status,
    headers: new Map([['content-type', 'application/json']]),
    body: Buffer.from(JSON.stringify({ message })),
  };
}

export const internalServerError = gatewayResponse(500, 'Internal Server Error');

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readHeaders(value: unknown): Map<string, string | readonly string[]> {
  const entries = isFields(value) ? Object.entries(value) : [];
  const scalars = entries.filter(([, header]) => header !== null && typeof header !== 'object');
  return new Map(scalars.map(([name, header]) => [name.toLowerCase(), String(header)]));
}

/** A response that names no status: all of it is the body. */
function inferred(answer: unknown): HttpResponse {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  return { status: 200, headers: new Map([['content-type', 'application/json']]), body: Buffer.from(text) };
}

function readStatus(value: unknown): number | undefined {
  const status = Number(value);
  return Number.isInteger(status) && status >= 200 && status <= 599 ? status : undefined;
}

function addLists(
  headers: Map<string, string | readonly string[]>,
  { cookies, multiValueHeaders }: Fields,
): void {
  if (isFields(multiValueHeaders)) {
    for (const [name, values] of Object.entries(multiValueHeaders))
      if (Array.isArray(values)) headers.set(name.toLowerCase(), values.map(String));
  }
  if (Array.isArray(cookies)) headers.set('set-cookie', cookies.map(String));
}

function explicit(answer: Fields, version: '1.0' | '2.0'): HttpResponse {
  const status = readStatus(answer['statusCode']);
  const text = answer['body'] ?? '';
  if (status === undefined || typeof text !== 'string') return internalServerError;
  const headers = readHeaders(answer['headers']);
  const { cookies, multiValueHeaders } = answer;
  addLists(headers, version === '2.0' ? { cookies } : { multiValueHeaders });
  if (!headers.has('content-type')) headers.set('content-type', 'text/plain;charset=utf-8');
  const body = Buffer.from(text, answer['isBase64Encoded'] === true ? 'base64' : 'utf8');
  return { status, headers, body };
}

/**
 * Reads what a function returned. In payload format 2.0 an answer without a `statusCode` is the body of a 200; in 1.0 it is an
 * error.
 */
export function readHttpResponse(payload: string, version: '1.0' | '2.0'): HttpResponse {
  let answer: unknown;
  try {
    answer = JSON.parse(payload);
  } catch {
    // A function that answers no JSON: the client learns only that something failed.
    return internalServerError;
  }
  if (isFields(answer) && answer['statusCode'] !== undefined) return explicit(answer, version);
  return version === '2.0' ? inferred(answer) : internalServerError;
}
