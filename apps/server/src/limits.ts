/** Every limit of the server: its unit is in its name, the reason beside it. */
export const serverLimits = {
  /** One request's body: an order of 1,000 lines takes about 200 kB. */
  bodyBytes: 1_048_576,
  /** Arrays and objects within one another: ours go six deep; whoever needs more than this is playing. */
  bodyDepth: 32,
  /** Characters of an Idempotency-Key. */
  idempotencyKeyChars: 255,
  /** Characters of one `:name` in a path, percent-encoded as it comes: 120 are the longest SKU, encoded once more by a proxy. */
  pathParamChars: 400,
  /** How long one request's bytes may take to arrive, so that slow senders do not hold connections for ever. */
  requestTimeoutMs: 30_000,
  /** How long a read waits for the position that `Waybill-After` names. */
  positionWaitMs: 2_000,
  /** What a caller is told to wait when a read model is behind or the database is away. */
  retryMs: 1_000,
  /** How long a key that was looked up is believed: within it another process may not have heard that it was revoked. */
  keyCacheMs: 5_000,
  /** Keys believed at once, right and wrong ones: more than a merchant's tools, few enough for an attacker's guesses. */
  cachedKeys: 10_000,
  /** How often the last use of keys is written down. */
  keyUseFlushMs: 60_000,
  /** How often receipts whose week is over are let go: an hour's worth is soon deleted, and nobody minds an hour more. */
  receiptSweepMs: 3_600_000,
  /** Keys of one merchant: a page of them is all of them. */
  keysPerMerchant: 1_000,
  /** Characters of what a key is called. */
  keyNameChars: 100,
  /** How long it may take to stop after SIGTERM, requests in hand and database included; most supervisors kill after 10 s. */
  drainMs: 9_500,
  /** Events that a read model may be behind before `/readyz` says so: a second's work. */
  lagEvents: 10_000,
  /** How long `/readyz` waits for the database. */
  readyMs: 2_000,
  /** Connections for appends: two lanes for each of two contexts, and one that reads streams beside them. */
  appendConnections: 6,
  /** Connections for followers, lists and keys. With those above it leaves room for five processes within PostgreSQL's usual 100. */
  otherConnections: 10,
} as const;
