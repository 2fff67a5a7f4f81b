import { executeApiHost } from './account.ts';

/** Where what the template calls by an AWS name really listens. */
export type Endpoints = {
  /** From API id to `host:port`. */
  readonly apis: ReadonlyMap<string, string>;
  /** From a distribution's domain name to `host:port`. */
  readonly distributions: ReadonlyMap<string, string>;
};

const plain: Readonly<Record<string, string>> = { https: 'http', wss: 'ws', http: 'http', ws: 'ws' };

/**
 * Makes a function that replaces the AWS URLs of what runs here, in any text, by where it listens: `https` becomes `http`,
 * `wss` becomes `ws`, and the path stays. URLs of anything else are left alone.
 */
export function endpointRewriter({ apis, distributions }: Endpoints): (text: string) => string {
  const hosts = new Map([
    ...[...apis].map(([apiId, address]) => [executeApiHost(apiId), address] as const),
    ...distributions,
  ]);
  if (hosts.size === 0) return (text) => text;
  const names = [...hosts.keys()].map((host) => host.replaceAll('.', '\\.')).join('|');
  const pattern = new RegExp(`\\b(https?|wss?)://(${names})(?![\\w.-])`, 'g');
  return (text) =>
    text.replace(pattern, (_url, scheme: string, host: string) => `${plain[scheme]}://${hosts.get(host)}`);
}
