/** Every limit of Parley, each with its reason. Infra, functions, client and page read them from here. */
export const limits = {
  /** Characters (UTF-16 code units, as `maxlength` counts them) of a message body: a screenful. */
  bodyCharacters: 4_000,
  /** Bytes (UTF-8) of a message body: keeps a batch of four within one outgoing frame. */
  bodyBytes: 8 * 1024,
  /** Bytes of a client frame. The gateway closes the connection above 32 KiB; half of it leaves room for escapes. */
  frameInBytes: 16 * 1024,
  /** Bytes of a pushed frame: one metering unit of the gateway. A larger batch is split. */
  frameOutBytes: 32 * 1024,
  /** Bytes of an HTTP request body: the largest valid one is a room with its members, well below. */
  requestBytes: 64 * 1024,
  /** Events of a page of history or of a sync. */
  pageEvents: 100,
  /** Users of a page of the list for admins. */
  pageUsers: 100,
  /** Rooms one sync or ping may name: what one answer of 32 KiB can carry. */
  syncRooms: 100,
  /** Members named when a room is created; more are added one by one. */
  initialMembers: 50,
  /** Messages of a user in `messageWindowMs`, over all devices. */
  messagesPerWindow: 5,
  messageWindowMs: 10_000,
  /** Frames of a connection in a second: far more than a person makes, and what a stuck client is held to. */
  framesPerSecond: 20,
  /** Open connections of a user: more tabs and devices than anyone uses. */
  connectionsPerUser: 10,
  /** Characters of a room name. */
  roomNameCharacters: 64,
  usernameCharacters: { least: 3, most: 32 },
  /** NIST SP 800-63B: at least 8, and long passphrases accepted. */
  passwordCharacters: { least: 8, most: 128 },
  /** How long a ticket can be used: one page load on a slow network. */
  ticketSeconds: 30,
  /** How long a session lasts without being used. */
  sessionDays: 30,
  /** The gateway cuts every connection after two hours. */
  connectionSeconds: 2 * 60 * 60,
  /** A connection not heard of for two hidden heartbeats (4 min each) and some slack is gone. */
  leaseSeconds: 10 * 60,
  /** Posts under way at once in one invocation, each over a socket of its own. */
  parallelPosts: 50,
  /** Connections of a room that a sender posts to itself, before its ack: one round of parallel posts. */
  inlineConnections: 50,
  /** How long a sender holds its ack for slow connections. What is left goes to the deliver function. */
  inlineMs: 300,
  /** Events of a batch: a page, so that a backlog goes out in a few frames. */
  batchEvents: 100,
  /** Posts a second for one room while it is busy: less than a fifth of the 10,000 that an account has for everything. */
  roomPostsPerSecond: 1_800,
  /** How long the deliver function tries to reach a connection with a batch. */
  postMs: 5_000,
} as const;
