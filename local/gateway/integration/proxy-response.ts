/** What a Lambda proxy integration answered, as far as it is well-formed. */
export type ProxyResponse = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

function readStatus(value: unknown): number | undefined {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  if (typeof status !== 'number' || !Number.isInteger(status)) return undefined;
  return status >= 200 && status <= 599 ? status : undefined;
}

/** Headers by lower-case name; values that aren't scalars are dropped. */
function readHeaders(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  const scalars = Object.entries(value).filter(([, header]) => header !== null && typeof header !== 'object');
  return Object.fromEntries(scalars.map(([name, header]) => [name.toLowerCase(), String(header)]));
}

function readBody(body: unknown, isBase64Encoded: unknown): string | undefined {
  if (typeof body !== 'string') return undefined;
  return isBase64Encoded === true ? Buffer.from(body, 'base64').toString() : body;
}

/** Reads what a function returned; `undefined` when it isn't JSON or has no valid `statusCode`. */
export function readProxyResponse(payload: string): ProxyResponse | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(payload);
  } catch {
    // A function that answers no JSON is malformed, which the caller tells the client.
    return undefined;
  }
  if (typeof answer !== 'object' || answer === null) return undefined;
  const raw: Readonly<Record<string, unknown>> = { ...answer };
  const statusCode = readStatus(raw['statusCode']);
  if (statusCode === undefined) return undefined;
  const body = readBody(raw['body'], raw['isBase64Encoded']);
  return { statusCode, headers: readHeaders(raw['headers']), ...(body === undefined ? {} : { body }) };
}
