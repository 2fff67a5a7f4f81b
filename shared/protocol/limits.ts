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
  /** How long the last tries of a user are known as such: a retry that comes later than that costs others a moment's place. */
  triesRememberedMs: 60 * 60 * 1000,
  /** So many of the last: a minute and a half of messages at least, under 3 KB of Redis a user. */
  triesRemembered: 50,
  /**
   * Edits, deletions and reactions of a user in `messageWindowMs`, over all devices: more than anyone clicks, and few enough
   * that nobody can flood a room with events that are no messages.
   */
  changesPerWindow: 20,
  /** UTF-16 code units of an emoji: the longest of Unicode's, families and flags of regions, have 15. */
  emojiCharacters: 32,
  /** A connection says of a room that somebody types once in so many seconds: what keeps "is typing" on show for the others. */
  typingSeconds: 3,
  /**
   * Open connections of a room up to which it is told who types, who has read how far, and who comes and goes: each sign is a
   * post to each of them, and in a larger room nobody follows that.
   */
  signConnections: 100,
  /**
   * Rooms of a user: a pong with all their heads (some 100 bytes each) and the list of rooms stay well within what the gateway and
   * Lambda answer (128 KB and 6 MB), whoever adds somebody to rooms.
   */
  roomsPerUser: 500,
  /** Rooms that a user creates in an hour before delays begin: nobody can fill the rooms of others in a night. */
  roomsPerHour: 100,
  /**
   * Members that a user adds and removes and rooms that a user renames in an hour before delays begin: more than anyone clicks, and
   * few enough that nobody can flood a room with events that are no messages, or somebody with rooms.
   */
  roomChangesPerHour: 300,
  /** The longest of these delays: a program that makes changes day and night goes on, one a minute. */
  roomChangeSeconds: 60,
  /** Characters of the last message in the list of rooms: more than a line of any list shows. */
  previewCharacters: 200,
  /** Rooms of a user, the last ones joined, that are told when the user comes or goes: more than anybody follows. */
  presenceRooms: 50,
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
  /** Events that a sender posts at once, its own among them: a page. */
  inlineEvents: 100,
  /** Events of a batch of the deliver function: all that wait, up to what a few dozen frames hold. */
  batchEvents: 1_000,
  /** Posts a second for one room while it is busy: less than a fifth of the 10,000 that an account has for everything. */
  roomPostsPerSecond: 1_800,
  /** How long the deliver function tries to reach a connection with a batch. */
  postMs: 5_000,
} as const;
