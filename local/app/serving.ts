import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../gateway/clock/clock.ts';
import type { HttpApiConfig, WebSocketApiConfig } from '../gateway/config.ts';
import type { OnEvent } from '../gateway/events/gateway-event.ts';
import { startHttpApi } from '../gateway/http/start-http-api.ts';
import { type AccountThrottle, createAccountThrottle } from '../gateway/throttle/account-throttle.ts';
import type { MessageOrder } from '../gateway/websocket/message-order.ts';
import { type LiveConnection, startWebSocketApi } from '../gateway/websocket/start-websocket-api.ts';
import type { Invoke } from '../lambda/invoke.ts';
import type { Plan } from '../plan.ts';
import type { Ports } from '../processes/ports.ts';
import { startWebsite, type Website } from '../website/start-website.ts';
import { portName } from './load-plan.ts';

export type ServingOptions = {
  readonly ports: Ports;
  readonly host: string;
  readonly publicHost: string;
  readonly innerHost: string;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly order: MessageOrder | undefined;
  readonly invoke: Invoke;
  readonly credentials: ReadonlyMap<string, string>;
  readonly mayManage: (call: { readonly accessKeyId: string; readonly resource: string }) => boolean;
  readonly onEvent: OnEvent;
  /** Sees every request to a page first. */
  readonly intercept: (request: IncomingMessage, response: ServerResponse) => boolean;
};

type ServedApi = {
  readonly config: WebSocketApiConfig | HttpApiConfig;
  readonly name: string;
  readonly url: string;
  readonly managementUrl?: string;
  readonly connections: () => readonly LiveConnection[];
  readonly close: () => Promise<void>;
};

/** The APIs and pages of an app that listen. */
export class Serving {
  readonly #options: ServingOptions;
  readonly #account: AccountThrottle;
  readonly #apis = new Map<string, ServedApi>();
  readonly #websites: Website[] = [];

  constructor(options: ServingOptions) {
    this.#options = options;
    this.#account = createAccountThrottle(options.clock.now());
  }

  get apis(): readonly ServedApi[] {
    return [...this.#apis.values()];
  }

  /** Starts what isn't there, and starts again what changed; returns a line for each that was started again. */
  async serve(plan: Plan): Promise<string[]> {
    const lines: string[] = [];
    for (const [index, config] of plan.webSocketApis.entries())
      lines.push(...(await this.#api(config, portName('websocket', config.apiId, index))));
    for (const [index, config] of plan.httpApis.entries())
      lines.push(...(await this.#api(config, portName('http', config.apiId, index))));
    await this.#pages(plan);
    return lines;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#websites, ...this.#apis.values()].map((served) => served.close()));
  }

  async #api(config: WebSocketApiConfig | HttpApiConfig, portKey: string): Promise<string[]> {
    const before = this.#apis.get(portKey);
    if (before !== undefined && JSON.stringify(before.config) === JSON.stringify(config)) return [];
    await before?.close();
    const port = await this.#options.ports.take(portKey);
    this.#apis.set(
      portKey,
      config.kind === 'websocket' ? await this.#webSocket(config, port) : await this.#http(config, port),
    );
    return before === undefined ? [] : [`${config.name} changed and was started again`];
  }

  async #webSocket(config: WebSocketApiConfig, port: number): Promise<ServedApi> {
    const { credentials, mayManage, order } = this.#options;
    const api = await startWebSocketApi(config, {
      ...this.#gateway(port),
      credentials,
      mayManage,
      ...(order === undefined ? {} : { order }),
    });
    const { innerHost, publicHost } = this.#options;
    const { name, stage } = config;
    return {
      config,
      name,
      url: `ws://${publicHost}:${port}/${stage}`,
      managementUrl: `http://${innerHost}:${port}/${stage}`,
      connections: api.connections,
      close: api.close,
    };
  }

  async #http(config: HttpApiConfig, port: number): Promise<ServedApi> {
    const api = await startHttpApi(config, this.#gateway(port));
    const path = config.stage === '$default' ? '' : `/${config.stage}`;
    return {
      config,
      name: config.name,
      url: `http://${this.#options.publicHost}:${port}${path}`,
      connections: () => [],
      close: api.close,
    };
  }

  #gateway(port: number) {
    const { host, invoke, clock, onEvent } = this.#options;
    return { port, host, invoke, clock, onEvent, account: this.#account };
  }

  /** @NOTE The first page's port always listens: it also has the page of what happens here. */
  async #pages(plan: Plan): Promise<void> {
    const count = Math.max(1, plan.websites.length);
    for (let index = 0; index < count; index += 1) {
      const config = plan.websites[index];
      const present = this.#websites[index];
      if (present !== undefined) {
        await present.replace(config);
        continue;
      }
      const { ports, host, dataDir, intercept } = this.#options;
      const port = await ports.take(portName('page', config?.domainName ?? '', index));
      this.#websites.push(
        await startWebsite(config, { port, host, dataDir, intercept, apis: await this.#addresses(plan) }),
      );
    }
  }

  async #addresses(plan: Plan): Promise<ReadonlyMap<string, string>> {
    const addresses = new Map<string, string>();
    for (const [index, { apiId }] of plan.httpApis.entries())
      addresses.set(
        apiId,
        `${this.#options.innerHost}:${await this.#options.ports.take(portName('http', apiId, index))}`,
      );
    return addresses;
  }
}
