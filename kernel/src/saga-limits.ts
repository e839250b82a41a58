/** Limits of what sagas, asks, timers and effects do; the reason for each number beside it. */
export const sagaLimits = {
  /** Keys that one batch works on at once: a group commit's worth, and far from the commands that a process takes in hand. */
  keysAtOnce: 256,
  /** Timers fired at once; more that are due follow at once. */
  timersAtOnce: 500,
  /** Between two looks for due timers: deadlines are seconds to days, and a look is one short query. */
  timerPollMs: 250,
} as const;
