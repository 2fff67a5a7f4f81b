/** What a peer says once it takes traffic. */
export type Ready = {
  /** By API or kind of server. */
  readonly urls: Readonly<Record<string, string>>;
  /** Where posts go. */
  readonly postUrl?: string;
  readonly credentials?: Credentials;
};

/** Of who may post. */
export type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string };

/** What a peer says of itself when asked. */
export type Facts = {
  /** Processor time of its process since it started, all threads. */
  readonly cpuMs: number;
  readonly rssKb: number;
  readonly connectionIds: readonly string[];
  /** How long each invocation of `echo` took since it was last asked: from handing it over to having its result. */
  readonly invocationMs: readonly number[];
};

/**
 * What to free before answering: `regular` what is garbage, `last-resort` also the room that V8 keeps for more of it.
 */
export type Question = { readonly collect: 'nothing' | 'regular' | 'last-resort' };
