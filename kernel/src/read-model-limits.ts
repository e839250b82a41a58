/** Limits of building read models; the reason for each number beside it. */
export const readModelLimits = {
  /**
   * From one batch to the next, unless somebody waits for a position: lists are a quarter of a second old, and many orders in it cost little
   * more than one does. At 50 orders a second eleven read models without a rest kept half a core busy.
   */
  restMs: 250,
  /** The same where commands are decided by what was heard. */
  heardRestMs: 50,
  /** Loops of what is built anew: while one waits for the database, the other folds. */
  buildingLanes: 2,
  /** Between two looks whether a read model is to be built anew: an operator waits no longer than this for it to begin. */
  lookMs: 1_000,
  /** The same while the swap is near. */
  nearLookMs: 50,
  /** Events by which what is built anew may be behind the live rows when these begin to stand still for the swap: handled in a batch or two. */
  nearEvents: 2_000,
  /** How long the live rows stand still for a swap at most. Readers who wait for a position wait for less than this longer. */
  holdMs: 500,
  /** And how long they go on before they stand still again. */
  betweenHoldsMs: 2_000,
  /** How long a swap waits for the readers and writers of a table; those who come meanwhile wait for it. */
  swapLockMs: 200,
  /** Between two looks whether a read model that is built for the first time is complete. */
  builtLookMs: 1_000,
  /** How long nobody must have followed a read model before it may be dropped: several leases. */
  quietMs: 60_000,
} as const;
