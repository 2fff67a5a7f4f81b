import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Behavior, Origin, WebsiteConfig } from '../template/websites.ts';
import { bucketFiles, type Files } from './bucket-files.ts';
import { proxy } from './proxy.ts';
import { serveFile } from './serve-file.ts';
import { runViewerRequest } from './viewer-request.ts';

export type WebsiteOptions = {
  readonly port: number;
  readonly host: string;
  /** Where zip assets are unpacked. */
  readonly dataDir: string;
  /** From API id to `host:port`. */
  readonly apis: ReadonlyMap<string, string>;
  /** Sees every request first; `true` means it has taken it. */
  readonly intercept: (request: IncomingMessage, response: ServerResponse) => boolean;
};

export type Website = {
  /** Serves something else from the next request on. */
  readonly replace: (config: WebsiteConfig | undefined) => Promise<void>;
  readonly close: () => Promise<void>;
};

type Site = { readonly config: WebsiteConfig; readonly files: ReadonlyMap<Behavior, Files> };

/**
 * Serves what a CloudFront distribution does: files of its buckets, and its APIs under the same origin. Rejects with the
 * system's error when the port is taken.
 */
export async function startWebsite(
  config: WebsiteConfig | undefined,
  options: WebsiteOptions,
): Promise<Website> {
  let site = await siteOf(config, options.dataDir);
  const server = createServer((request, response) => {
    if (options.intercept(request, response)) return;
    if (site === undefined) notFound(response);
    else answer(request, response, site, options);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    replace: async (changed) => {
      site = await siteOf(changed, options.dataDir);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function siteOf(config: WebsiteConfig | undefined, dataDir: string): Promise<Site | undefined> {
  if (config === undefined) return undefined;
  const files = new Map<Behavior, Files>();
  for (const behavior of config.behaviors) {
    const { origin } = behavior;
    if (origin.kind === 'files') files.set(behavior, await bucketFiles(origin.uploads, dataDir));
  }
  return { config, files };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { config, files }: Site,
  { apis }: WebsiteOptions,
): void {
  const [path = '/'] = (request.url ?? '/').split('?');
  const behavior = config.behaviors.find(({ pattern }) => matches(pattern, path));
  if (behavior === undefined || !behavior.methods.includes(request.method ?? '')) {
    response.writeHead(403, { 'content-type': 'text/plain' }).end('This method or path is not served\n');
    return;
  }
  for (const [name, value] of Object.entries(behavior.headers)) response.setHeader(name, value);
  const { origin } = behavior;
  const address = origin.kind === 'api' ? apis.get(origin.apiId) : undefined;
  if (address !== undefined) proxy({ request, response, address, prefix: pathOf(origin), config, behavior });
  else serveFiles({ request, response, config, behavior, files: files.get(behavior) });
}

type FileRequest = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly config: WebsiteConfig;
  readonly behavior: Behavior;
  readonly files: Files | undefined;
};

function serveFiles({ request, response, config, behavior, files }: FileRequest): void {
  if (files === undefined) {
    response.writeHead(502, { 'content-type': 'text/plain' }).end('This origin does not run here\n');
    return;
  }
  const rewritten = runViewerRequest(behavior.viewerRequest, request);
  if (rewritten.kind === 'response') {
    response.writeHead(rewritten.status, rewritten.headers).end(rewritten.body);
    return;
  }
  const prefix = pathOf(behavior.origin);
  const path = rewritten.uri === '/' ? `/${config.rootObject}` : rewritten.uri;
  if (serveFile({ request, response, file: files(prefix + path), status: 200 })) return;
  // A bucket that may not be listed answers 403 for what it doesn't have.
  const page = config.errorPages.find(({ code }) => code === 403) ?? config.errorPages[0];
  const file = page && files(prefix + page.path);
  if (page && serveFile({ request, response, file, status: page.status })) return;
  notFound(response);
}

const pathOf = (origin: Origin) => (origin.kind === 'elsewhere' ? '' : origin.path);

function notFound(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain' }).end('Nothing is here\n');
}

/** `*` is any run of characters; a pattern may lack its first slash. */
function matches(pattern: string, path: string): boolean {
  const escaped = pattern
    .replace(/^(?![/*])/, '/')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`).test(path);
}
