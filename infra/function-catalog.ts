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
  /** Called by functions and schedules only, which don't wait: an event that failed or came late is not tried again. */
  readonly background?: boolean;
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
    needs: ['database', 'cache', 'connections', 'delivery', 'websocketUrl', 'edge', 'registrations'],
  },
  {
    name: 'deliver',
    entry: 'functions/background/deliver.ts',
    // Half of its work is signing posts: a whole core.
    memoryMib: 1769,
    timeoutSeconds: 120,
    needs: ['database', 'cache', 'connections', 'delivery'],
    background: true,
  },
  {
    name: 'sweep',
    entry: 'functions/background/sweep.ts',
    memoryMib: 512,
    // Less than the minute after which the next one comes.
    timeoutSeconds: 55,
    needs: ['database', 'cache', 'connections', 'delivery'],
    background: true,
  },
  {
    name: 'migrate',
    entry: 'functions/background/migrate.ts',
    memoryMib: 512,
    timeoutSeconds: 600,
    needs: ['migration'],
    sqlFolder: 'migrations',
  },
  // Whoever may invoke it makes admins: nothing of Parley may, only people by IAM.
  {
    name: 'admin',
    entry: 'functions/background/admin.ts',
    // As `http`: it hashes passwords.
    memoryMib: 1024,
    timeoutSeconds: 15,
    needs: ['database'],
  },
];

function routeFunction({ name, needs }: WebsocketRoute): FunctionSpec {
  return { name, entry: `functions/websocket/${name}.ts`, memoryMib: 512, timeoutSeconds: 15, needs };
}
