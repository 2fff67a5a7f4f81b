import { executeApiHost } from './account.ts';

/** Where one name of AWS's really listens. */
export type Place = {
  readonly port: number;
  /** What a WebSocket API listens to over `https` is its management API, which only functions call. */
  readonly kind: 'websocket' | 'http' | 'website';
};

/** Where what the template calls by an AWS name really listens. */
export type Endpoints = {
  readonly apis: ReadonlyMap<string, Place>;
  /** By domain name. */
  readonly distributions: ReadonlyMap<string, Place>;
  /** The host that browsers and other clients use. */
  readonly publicHost: string;
  /** The host that functions use, which run on this machine. */
  readonly innerHost: string;
};

const plain: Readonly<Record<string, string>> = { https: 'http', wss: 'ws', http: 'http', ws: 'ws' };

/**
 * Makes a function that replaces the AWS URLs of what runs here, in any text, by where it listens: `https` becomes `http`,
 * `wss` becomes `ws`, and the path stays. URLs of anything else are left alone.
 */
export function endpointRewriter(endpoints: Endpoints): (text: string) => string {
  const { apis, distributions, publicHost, innerHost } = endpoints;
  const places = new Map<string, Place>([
    ...[...apis].map(([apiId, place]) => [executeApiHost(apiId), place] as const),
    ...distributions,
  ]);
  if (places.size === 0) return (text) => text;
  const names = [...places.keys()].map((host) => host.replaceAll('.', '\\.')).join('|');
  const pattern = new RegExp(`\\b(https?|wss?)://(${names})(?![\\w.-])`, 'g');
  return (text) =>
    text.replace(pattern, (url, scheme: string, host: string) => {
      const place = places.get(host);
      if (place === undefined) return url;
      const isManagement = place.kind === 'websocket' && scheme.startsWith('http');
      return `${plain[scheme]}://${isManagement ? innerHost : publicHost}:${place.port}`;
    });
}
