import type { Clock } from '../gateway/clock/clock.ts';
import type { GatewayEvent } from '../gateway/events/gateway-event.ts';
import type { MessageOrder } from '../gateway/websocket/message-order.ts';
import type { LiveConnection } from '../gateway/websocket/start-websocket-api.ts';
import type { Credentials } from '../lambda/environment/credentials.ts';
import type { RunningEnvironment } from '../lambda/function-pool.ts';
import type { Outcome } from '../lambda/invoke.ts';
import type { LambdaEvent } from '../lambda/lambda-event.ts';

/** Anything that whoever watches may want to see. */
export type LocalEvent =
  | { readonly source: 'lambda'; readonly event: LambdaEvent }
  | { readonly source: 'gateway'; readonly event: GatewayEvent };

export type FunctionEnvironment = (
  label: string,
  variables: Readonly<Record<string, string>>,
) => Readonly<Record<string, string>>;

export type StartOptions = {
  /** The folder of `cdk.json`. Default: the working directory. */
  readonly appRoot?: string;
  /** Default: what `cdk.json` names. */
  readonly app?: string;
  /** Added to the context of `cdk.json`. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** The page's port; everything else follows it. 0, the default, takes free ones. */
  readonly basePort?: number;
  /** Where to listen. Default: `127.0.0.1`. */
  readonly host?: string;
  /** What URLs for clients say. Default: `127.0.0.1`. */
  readonly publicHost?: string;
  /** Default: `.local` in the app's folder. */
  readonly dataDir?: string;
  /** A server to use instead of starting one. */
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
  /** Template parameters, before those of `cdk.json`. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly order?: MessageOrder;
  readonly clock?: Clock;
  /** Looks for changes and takes them over. Default: no. */
  readonly watch?: boolean;
  /** Functions to which a debugger may attach. */
  readonly inspect?: readonly string[];
  /** The most processes of one function. Default: 10. */
  readonly maxEnvironments?: number;
  /** How long an environment may idle. Default: ten minutes. */
  readonly idleMs?: number;
  /**
   * Environment variables to add to a function's, or to put in their place, as `sam local --env-vars` does. Given the function's
   * label and the variables that the template gives it, with local URLs in them; asked again at every reload.
   */
  readonly functionEnvironment?: FunctionEnvironment;
  /** Writes JSON lines to `<dataDir>/logs`. Default: yes. */
  readonly logFiles?: boolean;
  readonly onEvent?: (event: LocalEvent) => void;
  /** One line of progress. */
  readonly onProgress?: (line: string) => void;
};

/** Where clients reach what the app declares. */
export type PublicEndpoints = { readonly page?: string; readonly http?: string; readonly websocket?: string };

/** An app that runs. */
export type Running = {
  readonly endpoints: PublicEndpoints;
  /** Every API by its name: the URL for clients, and where `@connections` calls go. */
  readonly apis: ReadonlyMap<string, { readonly url: string; readonly managementUrl?: string }>;
  readonly lambdaUrl: string;
  /** Of the account's owner: may call everything. */
  readonly credentials: Credentials;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  /** The stacks' outputs, with local URLs. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** One line for each thing that the template has and that doesn't run here. */
  readonly notRun: readonly string[];
  /** The lines that `cdk.json` wants printed. */
  readonly print: readonly string[];
  /** Invokes a function by its label, name or ARN. */
  readonly invoke: (name: string, payload: unknown) => Promise<Outcome>;
  readonly connections: () => readonly LiveConnection[];
  /** The processes that run functions now; one that is killed fails its invocation, and the next one gets another. */
  readonly environments: () => readonly RunningEnvironment[];
  /** Synthesizes again and takes over what changed; says what in a line each. */
  readonly reload: () => Promise<readonly string[]>;
  /** Stops everything that was started. Safe to call again. */
  readonly stop: () => Promise<void>;
};
