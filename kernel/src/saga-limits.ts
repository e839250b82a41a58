/** Limits of what sagas, asks, timers and effects do; the reason for each number beside it. */
export const sagaLimits = {
  /** Keys that one batch works on at once: a group commit's worth, and far from the commands that a process takes in hand. */
  keysAtOnce: 256,
} as const;
