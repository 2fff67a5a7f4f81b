import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import type { StoredFile } from './bucket-files.ts';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
};

export type FileAnswer = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly file: StoredFile | undefined;
  readonly status: number;
};

/** Sends a file, or 304 to who has it already; `false` when there is none. */
export function serveFile({ request, response, file, status }: FileAnswer): boolean {
  if (file === undefined) return false;
  const etag = `"${createHash('md5').update(file.content).digest('hex')}"`;
  for (const [name, value] of Object.entries(file.metadata)) response.setHeader(name, value);
  response.setHeader('etag', etag);
  if (status === 200 && request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return true;
  }
  const type = types[extname(file.name)] ?? 'application/octet-stream';
  if (!response.hasHeader('content-type')) response.setHeader('content-type', type);
  response.writeHead(status, { 'content-length': file.content.length });
  response.end(request.method === 'HEAD' ? undefined : file.content);
  return true;
}
