/** Every limit of the server: its unit is in its name, the reason beside it. */
export const serverLimits = {
  /** One request's body: an order of 1,000 lines takes about 200 kB. */
  bodyBytes: 1_048_576,
  /** One webhook of a payment provider: theirs are a few kB. */
  webhookBytes: 65_536,
  /** Arrays and objects within one another: ours go six deep; whoever needs more than this is playing. */
  bodyDepth: 32,
  /** Characters of an Idempotency-Key. */
  idempotencyKeyChars: 255,
  /** Characters of one `:name` in a path, percent-encoded as it comes: 120 are the longest SKU, encoded once more by a proxy. */
  pathParamChars: 400,
  /** Characters of a request's path and query: a hundred filters fit, and so does every cursor. */
  urlChars: 4_096,
  /** Bytes of a request's first line and headers together; Node's own limit, said here so that nobody changes it unseen. */
  headerBytes: 16_384,
  /** Headers of a request: browsers behind two proxies send forty. */
  headers: 100,
  /** How long a request's headers may take to arrive: they fit into a few packets. */
  headersTimeoutMs: 10_000,
  /** How long one request's bytes may take to arrive, so that slow senders do not hold connections for ever. */
  requestTimeoutMs: 30_000,
  /** How often connections are looked over for those that are late. */
  timeoutCheckMs: 1_000,
  /** How long nothing may move on a connection: an answer that nobody reads is not kept for ever. */
  idleMs: 60_000,
  /** How long a connection is kept open after an answer: longer than the 60 s of most proxies, so that they close first. */
  keepAliveMs: 72_000,
  /** Connections of one process: below the open files that systems allow (often 65,536), above what one process can serve. */
  connections: 16_384,
  /** Connections that wait to be taken: of a rush, one beyond Node's 511 tries again after a second, then after two more, and four. */
  waitingConnections: 4_096,
  /** How long a read waits for the position that `Waybill-After` names. */
  positionWaitMs: 2_000,
  /** What a caller is told to wait when a read model is behind or the database is away. */
  retryMs: 1_000,
  /** How long a key that was looked up is believed: within it another process may not have heard that it was revoked. */
  keyCacheMs: 5_000,
  /** Keys believed at once, right and wrong ones: more than a merchant's tools, few enough for an attacker's guesses. */
  cachedKeys: 10_000,
  /** How long a request waits for whose key it is: a look into an index, made by every request of a key that was not seen for five seconds. */
  keyLookUpMs: 5_000,
  /** Look-ups that were not answered in time, none in between that was, until a database that is silent is let be … */
  unansweredLookUps: 16,
  /** … but for one look-up in so long a time: so long does it take at most until it is noticed that it answers again. */
  keyLookUpTryMs: 1_000,
  /** How often the last use of keys is written down. */
  keyUseFlushMs: 60_000,
  /** How long whoever lists keys, or stops, waits for that: it is worth a moment. */
  keyUseWaitMs: 1_000,
  /** How often receipts whose week is over are let go: an hour's worth is soon deleted, and nobody minds an hour more. */
  receiptSweepMs: 3_600_000,
  /** Parked keys of one order or payment in one context: each of its sagas, asks and effects has one, and few have any. */
  parkedOfOne: 1_000,
  /** Parked keys tried again in a second when their cause is mended: what was overloaded once is not run down again. */
  redrivePerSecond: 50,
  /** Characters of what an operator says as a reason. */
  reasonChars: 500,
  /** Keys of one merchant: a page of them is all of them. */
  keysPerMerchant: 1_000,
  /** Characters of what a key is called. */
  keyNameChars: 100,
  /** How long a browser remembers what a page of another origin may send: two hours are the most that Chromium grants. */
  preflightSeconds: 7_200,
  /** Requests that are worked on at once: what waits longer behind them would be told "later" sooner than "done". */
  requestsInWork: 1_024,
  /** How long one turn of the event loop takes in new requests: whoever waited longer, waits behind more than can be done soon. */
  turnMs: 250,
  /** Requests that one turn takes in however long that lasts: a small rush is served, be the machine slow or the process just started. */
  turnRequests: 256,
  /** Streams of events open at once in a process: each takes a connection and about 20 kB, and is looked after every 25 s. */
  openStreams: 4_096,
  /** Of these, those of one key, and of a storefront's key at one address: a screen in every shop; a browser opens six at most over HTTP/1.1. */
  openStreamsPerCaller: 256,
  /** How long a stream says nothing: well below the 60 s after which proxies, and this server, hang up. */
  heartbeatMs: 25_000,
  /** How long whoever reads a stream may take for what was sent: the next event waits that long, and then the line is cut. */
  slowReaderMs: 5_000,
  /** Bytes of a stream that wait for its reader, beside what the system's own buffers hold. */
  streamBufferBytes: 16_384,
  /** What a browser is told to wait before it opens a stream again. */
  streamRetryMs: 1_000,
  /** How long `Prefer: wait` is honoured: longer than nearly every order takes, shorter than most clients wait for an answer. */
  preferredWaitSeconds: 10,
  /** Requests that wait at once for what they prefer; one more is answered at once, as if it had preferred nothing. */
  waitingRequests: 2_048,
  /** The window in which requests are counted. */
  rateWindowMs: 60_000,
  /** Admin, operator and staff keys: no import or tool of the merchant's own meets it, only what runs wild. */
  officeRequestsPerMinute: 1_000_000,
  /** A key that only reads: a thousand a second, for a screen in every shop. */
  readonlyRequestsPerMinute: 60_000,
  /** A courier's key, or all couriers' of one company: a thousand positions a second. */
  courierRequestsPerMinute: 60_000,
  /** A storefront's key at one address: its key is public, so nobody may use up what is everybody's. */
  storefrontRequestsPerMinute: 6_000,
  /** An address without a valid key: ten guesses a second, or as many looks at public pages. */
  anonymousRequestsPerMinute: 600,
  /** Callers whose requests are counted, per kind of caller: one takes about 200 bytes. */
  countedCallers: 20_000,
  /** How long it may take to stop after SIGTERM, requests in hand and database included; most supervisors kill after 10 s. */
  drainMs: 9_500,
  /** How much of that requests in hand may take: what is still under way then is sent slowly, or waits for a database that is silent. */
  requestsInHandMs: 4_000,
  /** How long what follows may take to end what it has begun, so that connections and the embedded database are closed before the time is up. */
  letGoMs: 7_000,
  /** How long what is written down of commands is kept: thirteen months, so that a year can be looked back on in full. */
  auditKeptMs: 400 * 24 * 3_600_000,
  /** How often what is older is let go. */
  auditSweepMs: 3_600_000,
  /** Entries let go in one statement: a moment's work. */
  auditForgetBatch: 10_000,
  /** How long entries are gathered that nobody waits for: ten inserts a second, however fast an import is. */
  auditGatherMs: 100,
  /** Entries written in one statement: 17 columns of them are well below the 65,535 parameters that PostgreSQL takes. */
  auditBatch: 500,
  /** Entries that wait while the database is away, at about 1 kB each; more are lost, and said to be. */
  auditWaiting: 10_000,
  /** How long an answer waits for its entry where nothing else would tell who asked. */
  auditWaitMs: 1_000,
  /** Characters of a path and of a `User-Agent` that are written down. */
  auditPathChars: 500,
  auditAgentChars: 200,
  /** Characters of an operation's name. */
  operationChars: 60,
  /** How long stopping waits for the last spans to be sent: they are worth a moment, and nothing else depends on them. */
  traceFlushMs: 1_000,
  /** Events that a read model may be behind before `/readyz` says so: a second's work. */
  lagEvents: 10_000,
  /** How long `/readyz` waits for the database. */
  readyMs: 2_000,
  /** How long `/metrics` waits for what only the database knows: well below the 10 s after which Prometheus gives all of it up. */
  metricsMs: 3_000,
  /** A start that takes longer says so, and whom it waits for, and again after as long. */
  longStartMs: 5_000,
  /** Connections for appends: two lanes for each of the contexts that an order passes (one for inventory), and some that read streams beside them. */
  appendConnections: 12,
  /** Connections for followers, lists and keys. With those above it leaves room for three processes within PostgreSQL's usual 100. */
  otherConnections: 20,
} as const;
