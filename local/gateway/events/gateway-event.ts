/** How a message from a client ended. */
export type MessageOutcome =
  | 'accepted'
  | 'replied'
  | 'forbidden'
  | 'bad request body'
  | 'throttled'
  | 'failed'
  | 'timed out';

/** What a gateway tells whoever watches it: one for each thing that a person would want to see on a line. */
export type GatewayEvent =
  | {
      readonly kind: 'connection opened';
      readonly apiId: string;
      readonly connectionId: string;
      readonly sourceIp: string;
      readonly principalId?: string;
      readonly durationMs: number;
    }
  | {
      readonly kind: 'connection refused';
      readonly apiId: string;
      readonly connectionId: string;
      readonly status: number;
      readonly reason: string;
      readonly durationMs: number;
    }
  | {
      readonly kind: 'connection closed';
      readonly apiId: string;
      readonly connectionId: string;
      readonly code: number;
      readonly reason: string;
      /** How long it was open. */
      readonly durationMs: number;
    }
  | {
      readonly kind: 'message';
      readonly apiId: string;
      readonly connectionId: string;
      readonly requestId: string;
      /** The selected key; absent when no route matched. */
      readonly routeKey?: string;
      readonly bytes: number;
      readonly outcome: MessageOutcome;
      readonly durationMs: number;
    }
  | {
      readonly kind: 'management';
      readonly apiId: string;
      readonly method: string;
      readonly connectionId: string;
      readonly status: number;
      readonly bytes: number;
      readonly durationMs: number;
    }
  | {
      readonly kind: 'http';
      readonly apiId: string;
      readonly requestId: string;
      readonly method: string;
      readonly path: string;
      readonly routeKey?: string;
      readonly status: number;
      readonly durationMs: number;
    }
  /** Something the cloud passes over in silence and a developer wants to know. */
  | { readonly kind: 'note'; readonly apiId: string; readonly text: string };

export type OnEvent = (event: GatewayEvent) => void;
