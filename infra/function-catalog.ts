import type { Need } from './function-needs.ts';
import { type WebsocketRoute, websocketRoutes } from './websocket-routes.ts';

export type FunctionSpec = {
  /** Unique; the Lambda function is `parley-<stage>-<name>`. */
  readonly name: string;
  /** The file that exports `handler`, from the repository's root. */
  readonly entry: string;
  /** Lambda gives CPU by memory: a whole core at 1769. */
  readonly memoryMib: number;
  readonly timeoutSeconds: number;
  readonly needs: readonly Need[];
  /** Goes into the bundle as it is, beside the code: numbered SQL files. */
  readonly sqlFolder?: string;
};

/** Every function of Parley, one line each. What invokes it is wired in the construct of that concern. */
export const functionCatalog: readonly FunctionSpec[] = [
  ...websocketRoutes.map(routeFunction),
  // On the way of every connection, so its start counts.
  {
    name: 'authorize',
    entry: 'functions/websocket/authorize.ts',
    memoryMib: 1024,
    timeoutSeconds: 15,
    needs: ['database', 'origins'],
  },
  {
    name: 'http',
    entry: 'functions/http/handler.ts',
    // Passwords are hashed with Argon2id, whose time is CPU.
    memoryMib: 1024,
    // The longest that the gateway waits.
    timeoutSeconds: 29,
    needs: ['database', 'cache', 'connections', 'websocketUrl', 'registrations'],
  },
  {
    name: 'migrate',
    entry: 'functions/background/migrate.ts',
    memoryMib: 512,
    timeoutSeconds: 600,
    needs: ['migration'],
    sqlFolder: 'migrations',
  },
];

function routeFunction({ name, needs }: WebsocketRoute): FunctionSpec {
  return { name, entry: `functions/websocket/${name}.ts`, memoryMib: 512, timeoutSeconds: 15, needs };
}
