/** Every limit of the kernel: its unit is in its name, the reason beside it. */
export const limits = {
  /** One event's JSON: an order of 1,000 lines takes about 200 kB; five times that leaves room without inviting files. */
  eventBytes: 1_000_000,
  /**
   * Events that one command may lead to: a delivery fills up to 5,000 orders that wait, and a count may cost 10,000 orders what they had. What
   * leads to more would keep a partition locked for others.
   */
  commandEvents: 20_000,
  /** Commands a process works on at once; beyond it callers are told to come back. 4,096 × 20 kB of work in hand is 80 MB. */
  commandsInFlight: 4_096,
  /** Partitions of a new log (ADR 129): as many processes as can share a subscription, and few enough that a batch does not touch them for nothing. */
  defaultPartitions: 16,
  /** Partitions of a log at most: whoever follows all of them says where in each, and 1,024 are more processes than one database has connections for. */
  mostPartitions: 1_024,
  /** Commands in one append. Throughput is flat from 256 on, while the wait of the last in the batch still grows. */
  batchCommands: 512,
  /** Commands up to which one batch serves all lanes: two small ones cost nearly twice what one does. */
  batchOfAllLanes: 32,
  /** JSON in one append, so that large events make small batches. */
  batchBytes: 4_000_000,
  /** How long the receipt of a keyed command is kept: the week in which http-api.md promises a replay. */
  receiptMs: 7 * 24 * 3_600_000,
  /** What a caller is told to wait when the process has its hands full: a second clears 4,096 commands several times over. */
  overloadedRetryMs: 1_000,
  /** What a caller is told to wait when others were faster again and again. */
  contendedRetryMs: 100,
  /** How often a command decides again after somebody else was faster. */
  decisionAttempts: 10,
  /**
   * Folded states kept per process and aggregate type: as many as there are orders on their way in a rush, because each that is gone costs a
   * read of its stream. With 2,000 a backlog of 4,000 orders cost 15 % of what a server can do …
   */
  cachedStates: 20_000,
  /** … and so long after their last use, because what belongs to one order is asked for within seconds; kept longer, they cost memory. */
  cachedStateMs: 20_000,
  /** Events read at once when a state is folded. */
  streamPageEvents: 1_000,
  /** First pause before the log is asked again after a lost connection; doubles each time … */
  resendPauseMs: 50,
  /** … up to this: who waits for a server that restarts waits little longer than it takes. */
  resendPauseMaxMs: 500,
  /** How long PostgreSQL may take to let a connection in. */
  connectMs: 5_000,
  /** Between two attempts to connect: a server that restarts is met within a quarter of a second, and not hammered meanwhile. */
  reconnectPauseMs: 250,
  /** How long connections may take to close: whoever closes them has waited for what they were doing. */
  disconnectMs: 1_000,
  /** How long an operator's command waits for what another connection has locked: a start is done by then, a dump is not. */
  lockPatienceMs: 5_000,
  /**
   * How long a migration waits for a lock before it lets others pass: whoever writes there queues behind it. It tries again after as long a pause,
   * so that where a dump takes an hour, writers wait for a second now and then.
   */
  migrationLockMs: 1_000,
  /** How long a caller waits for the log in all: a server that crashed under load is back after a few seconds, another one after ten. */
  logPatienceMs: 15_000,
  /**
   * Questions that were given up and may still be asked, before new ones are refused at once: a database that comes back after
   * an hour must not be met by everything that was asked of it in vain.
   */
  abandonedQuestions: 16,
  /** How long nothing is asked then, before one question tries: what was given up may never end, on a connection that something in between has forgotten. */
  abandonedTryMs: 30_000,
  /** Keys of persons kept in a process's memory: 32 bytes each. */
  cachedSubjectKeys: 10_000,
  /** How long a process may go on opening what another process has erased. */
  subjectKeyCacheMs: 60_000,
  /** A `Waybill-After` header: about 80 positions of 50 characters, more than one page's writes, within what proxies let through. */
  positionTokenChars: 4_096,
  /** How long a process that fell silent keeps its partitions: well above a long garbage collection, short enough to wait for. */
  leaseMs: 6_000,
  /** How often a process says that it is alive and looks whether its share is fair: six chances per lease. */
  leaseTendMs: 1_000,
  /** Between two writings of checkpoints whose work is known by its ids: what a death makes be looked at again, against some 10 ms of work. */
  checkpointsBehindMs: 1_000,
  /** Loops of a subscription in one process, each with its part of the partitions. Two make smaller batches. */
  followLanes: 1,
  /**
   * After a batch that left nothing behind, a loop rests so many times as long as it took, so that the busier the machine is, the larger
   * batches become …
   */
  followRestTimes: 2,
  /** … but no longer than this: what waits for it is a step of somebody's order. */
  followRestMostMs: 100,
  /** The same where batches are begun before others are done: a part of what one takes, so that there are some at once … */
  followGatherTimes: 0.25,
  /** … and no longer than this. */
  followGatherMostMs: 20,
  /** Events of batches that are begun and not done; beyond it nothing is begun. A call outside that hangs holds up nobody for so long. */
  followUnderWay: 10_000,
  /** Events handled in one transaction: a rebuild did 45,000 events a second at 5,000 and 88,000 at 10,000, since a row that several
   * of them concern is written once. */
  followEvents: 10_000,
  /** JSON aimed at in one such batch, so that large events make small batches. */
  followBytes: 8_000_000,
  /** Recent events that a process keeps for subscriptions a little behind the head, and the JSON they may take together. */
  recentEvents: 10_000,
  recentBytes: 32_000_000,
  /** Between two reads of the log at its head: at least this, so that a busy log is read in batches … */
  pollMinMs: 5,
  /** The same where the log tells of what this process appends, so that it is read for what others do only … */
  pollToldMs: 20,
  /** … and at most this when nothing comes: what another process commits is seen within a quarter of a second. */
  pollMaxMs: 250,
  /** First pause after a failure of the database or of a handler; doubles each time … */
  followPauseMs: 200,
  /** … up to this, which is how long after its repair a stopped partition may stand still. */
  followPauseMaxMs: 30_000,
  /** Traces that the span of one batch is linked to: enough to find where it comes from, few enough to be looked at. */
  linkedTraces: 32,
  /** What a reader who waits for a position is told to wait when it has not come in time. */
  behindRetryMs: 1_000,
} as const;
