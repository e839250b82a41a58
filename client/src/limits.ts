/** Every limit of the client: its unit is in its name, the reason beside it. */
export const clientLimits = {
  /** How often one request is sent in all, before its last answer, or its absence, is handed on. */
  tries: 5,
  /** The wait before the second try when the server does not name one; it doubles each time, with some chance in it. */
  retryDelayMs: 300,
  /** The longest wait before the next try, whatever the server says: whoever is to wait longer is told instead. */
  retryDelayMaxMs: 10_000,
  /** How long one try may take. The server itself refuses much earlier. */
  timeoutMs: 30_000,
  /** How long a stream may say nothing before it is taken for cut: the server says every 25 s that it is still there. */
  silenceMs: 60_000,
  /** Of one event of a stream; those of an order are a few thousand characters at most. */
  eventChars: 1_000_000,
  /** Places of one's own writes that reads are asked to have passed; older ones have long been read. The server takes 8 kB of them. */
  positions: 64,
} as const;
