/** Every limit of speaking and hearing: its unit is in its name, the reason beside it. */
export const brokerLimits = {
  /**
   * Positions read backwards to find the message before a partition's first one, and four times as many whenever nothing was
   * said in them. Most events are spoken of, so a few are enough.
   */
  firstLookBackPositions: 16,
  /** Places in the speaker's partitions for which the message before is remembered: 64 partitions, read by a dozen readers. */
  rememberedPlaces: 1_024,
  /** States of aggregates kept by a voice that tells them whole, so that the next event need not fold them anew. */
  spokenStates: 10_000,
  /** How often a hearer compares itself with the speaker's head, in case that the last message before a silence was lost. */
  headCheckMs: 5_000,
  /** Messages that the broker in memory keeps of one partition; older ones are read from the speaker again. */
  keptMessages: 10_000,
} as const;
