/** How a synchronous invocation ended. */
export type Outcome =
  /** The handler returned; `payload` is the JSON text it returned (`null` when it returned nothing). */
  | { readonly kind: 'returned'; readonly requestId: string; readonly payload: string }
  /** The handler threw, crashed, exited, ran out of memory or of time; `payload` is the documented JSON error document. */
  | {
      readonly kind: 'failed';
      readonly requestId: string;
      readonly errorType: string;
      readonly errorMessage: string;
      readonly payload: string;
    }
  /** No environment is free and the function's reserved concurrency is used up. */
  | { readonly kind: 'throttled'; readonly requestId: string }
  /** No such function, or the caller has no `lambda:InvokeFunction` permission for it. */
  | { readonly kind: 'refused'; readonly requestId: string; readonly reason: string };

/** Invokes a function (RequestResponse) by its ARN with a JSON text. Never rejects. */
export type Invoke = (
  functionArn: string,
  payload: string,
  caller: { readonly service: string; readonly sourceArn: string },
) => Promise<Outcome>;
