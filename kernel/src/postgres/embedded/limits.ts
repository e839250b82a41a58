/** Every limit of the embedded PostgreSQL: its unit is in its name, the reason beside it. */
export const limits = {
  /** How long a start may take in all. Recovery of a full `max_wal_size` after a crash is the slow part: a minute on a laptop's disk. */
  startMs: 300_000,
  /** How long initdb may take. Measured: 0.5 to 0.8 s; a cold and busy disk needs more. */
  initialiseMs: 120_000,
  /** How often a start that takes long says what it is waiting for. */
  progressMs: 5_000,
  /** How often a file or a process is looked at while waiting for it. A start takes 50 to 100 ms, so this adds little. */
  pollMs: 10,
  /** How long to wait before a start is tried again when something passing stood in its way: another start, a port just taken. */
  retryMs: 100,
  /** How long one attempt to connect to a server on this machine may take. */
  connectSeconds: 5,
  /**
   * How long a server without an owner is watched before it is taken for an orphan. A living owner whose connection was
   * cut takes its lock back within milliseconds.
   */
  ownerAbsenceMs: 1_000,
  /** How long a fast shutdown may take, which writes every dirty buffer: 256 MB at 5 MB/s. After it the write-ahead log must do. */
  fastShutdownMs: 60_000,
  /** How long an immediate shutdown may take. PostgreSQL itself kills its children after 5 s. */
  immediateShutdownMs: 10_000,
  /** How long a killed process may take to vanish. */
  killedMs: 5_000,
  /** Beyond this the server's log is set aside at the next start, and the one set aside before is dropped. */
  logBytes: 10 * 1024 * 1024,
  /** How much of the end of the log is read to tell why a server ended. */
  logTailBytes: 16 * 1024,
  /** How much of that an error shows. */
  logTailLines: 8,
} as const;
