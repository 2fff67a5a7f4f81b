/**
 * What may go wrong, as `place what`. At `in`, `out`, `http`, `post` and `answer`, each thing that comes by while the
 * fault lasts meets it with its chance; the others hold for their whole time, or strike once when they begin.
 */
export const faultKinds = [
  'in drop',
  'in double',
  'in delay',
  'in overtaken',
  'in cut',
  'in mute',
  'out drop',
  'out double',
  'out delay',
  'out overtaken',
  'out cut',
  'http unanswered',
  'http delay',
  'post 429',
  'post 500',
  'post 410',
  'post lost',
  'post unanswered',
  'post delay',
  'post double',
  'post overtaken',
  'redis cut',
  'redis refuse',
  'redis hang',
  'redis delay',
  'redis freeze',
  'redis flush',
  'redis restart',
  'postgres cut',
  'postgres refuse',
  'postgres hang',
  'postgres delay',
  'answer cut',
  'kill after commit',
  'kill after ack',
  'kill in mid-delivery',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Times are milliseconds from the beginning of the run. */
export type Fault = {
  readonly kind: FaultKind;
  readonly at: number;
  readonly lastsMs: number;
  readonly chance: number;
};

type InRoom = { readonly room: number; readonly user: number };
type OnMessage = { readonly client: number; readonly room: number; readonly message: number };

/** What each kind of op needs to know. Who and where are any numbers: they are taken modulo what there is. */
type OpFields = {
  write: { readonly client: number; readonly room: number; readonly count: number };
  edit: OnMessage;
  delete: OnMessage;
  react: OnMessage;
  add: InRoom;
  remove: InRoom;
  leave: InRoom;
  rename: InRoom;
  reconnect: { readonly client: number; readonly awayMs: number };
  reload: { readonly client: number };
};

export type OpOf<Kind extends keyof OpFields> = { readonly at: number; readonly kind: Kind } & OpFields[Kind];

/** What somebody does. */
export type Op = { [Kind in keyof OpFields]: OpOf<Kind> }[keyof OpFields];

/** A run: all that is random in it but for the moments at which processes and networks do what they are told. */
export type Plan = {
  /** Of the dice that decide over each frame and post. */
  readonly seed: number;
  readonly ops: readonly Op[];
  readonly faults: readonly Fault[];
};

/** How large a run is. */
export type Size = {
  readonly users: number;
  /** Every so many-th user has two clients, the others one. */
  readonly twoDevicesEach: number;
  /** How many users each room has at the beginning. */
  readonly rooms: readonly number[];
  readonly lastsMs: number;
  /** A message every so many milliseconds, by each in turn, besides the plan's. 0: none. */
  readonly writeEveryMs: number;
  /** The most ops and faults of a plan. */
  readonly ops: number;
  readonly faults: number;
  /** Only these kinds; all where left out. */
  readonly faultKinds?: readonly FaultKind[];
  readonly opKinds?: readonly Op['kind'][];
  /** How long it may take, once all is healed, until each client is connected and has an answer to everything. */
  readonly quietMs: number;
  /** How much faster than the world's the clients' clocks run: their heartbeats and retries. */
  readonly haste: number;
};
