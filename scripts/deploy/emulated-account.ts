/** The emulator's side of AWS, asked as AWS is, without signatures: it believes everybody. */
export class EmulatedAccount {
  /** What the emulator takes credentials without a number for. */
  readonly id = '000000000000';
  readonly #url: string;
  readonly #region: string;

  constructor(url: string, region: string) {
    this.#url = url;
    this.#region = region;
  }

  /** The state of every resource of a stack, by its logical id. */
  async resourcesOf(stack: string): Promise<ReadonlyMap<string, string>> {
    const xml = await this.#query('cloudformation', { Action: 'DescribeStackResources', StackName: stack });
    return new Map(
      xml
        .split('<member>')
        .slice(1)
        .map((part) => [element(part, 'LogicalResourceId'), element(part, 'ResourceStatus')]),
    );
  }

  /** Everything there is of the kinds that Parley is made of, as `kind name`. */
  async everything(): Promise<readonly string[]> {
    const lists: Readonly<Record<string, readonly string[]>> = {
      function: members(await this.#ask('lambda', '/2015-03-31/functions'), 'FunctionName'),
      layer: members(await this.#ask('lambda', '/2018-10-31/layers'), 'LayerName'),
      api: members(await this.#ask('apigateway', '/v2/apis'), 'name'),
      bucket: elements(await this.#ask('s3', '/'), 'Name'),
      role: elements(await this.#query('iam', { Action: 'ListRoles' }), 'RoleName'),
      distribution: elements(await this.#ask('cloudfront', '/2020-05-31/distribution'), 'DomainName'),
      'log group': members(await this.#target('logs', 'Logs_20140328.DescribeLogGroups'), 'logGroupName'),
      rule: members(await this.#target('events', 'AWSEvents.ListRules'), 'Name'),
      stack: elements(await this.#query('cloudformation', { Action: 'DescribeStacks' }), 'StackName'),
    };
    return Object.entries(lists)
      .flatMap(([kind, names]) => names.map((name) => `${kind} ${name}`))
      .toSorted();
  }

  #query(service: string, fields: Readonly<Record<string, string>>): Promise<string> {
    const body = new URLSearchParams({ Version: '2010-05-15', ...fields });
    return this.#ask(service, '/', { method: 'POST', body });
  }

  #target(service: string, target: string): Promise<string> {
    const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' };
    return this.#ask(service, '/', { method: 'POST', headers, body: '{}' });
  }

  async #ask(service: string, path: string, init: RequestInit = {}): Promise<string> {
    const headers = new Headers(init.headers);
    // What an emulator reads of a signature: account, region, and whom the request is for.
    const scope = `test/20260101/${this.#region}/${service}/aws4_request`;
    headers.set('authorization', `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`);
    const response = await fetch(`${this.#url}${path}`, { ...init, headers });
    const text = await response.text();
    if (response.ok) return text;
    throw new Error(`the emulator answered ${response.status} for ${service} ${path}: ${text.slice(0, 200)}`);
  }
}

const elements = (xml: string, name: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => text);

const element = (xml: string, name: string): string => elements(xml, name)[0] ?? '';

/** The values of a member, wherever it is in a JSON text. */
function members(json: string, name: string): readonly string[] {
  const found: string[] = [];
  JSON.parse(json, (key, value) => {
    if (key === name && typeof value === 'string') found.push(value);
    return value;
  });
  return found;
}
