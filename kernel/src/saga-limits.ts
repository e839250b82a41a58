/** Limits of what sagas, asks, timers and effects do; the reason for each number beside it. */
export const sagaLimits = {
  /** Keys that one batch works on at once: a group commit's worth, and far from the commands that a process takes in hand. */
  keysAtOnce: 256,
  /** Timers fired at once; more that are due follow at once. */
  timersAtOnce: 500,
  /** Timers that one look brings at most, with those that have just fired or cannot be: a megabyte. The next look goes on behind them. */
  timersLookedAt: 5_000,
  /** Timers that have just fired or cannot be, and that a process remembers: some 20 MB. What it does not is fired again to no effect, or tried without a pause. */
  timersRemembered: 50_000,
  /** How long a look for due timers waits for what it fires: many times what that takes. */
  lookMs: 1_000,
  /** Timers of one partition that are still being fired after that, when nothing else is begun there: then it is not the timer that is slow. */
  timersLong: 16,
  /** Between two looks for due timers: deadlines are seconds to days, and a look is one short query. */
  timerPollMs: 250,
  /** How long one timer may take to fire: several answers of a database that is slow. What never ends is given up. */
  patienceMs: 45_000,
  /** Calls to the outside that a process remembers since when it knows of them; of one that it has forgotten it waits anew. */
  watchedCalls: 10_000,
} as const;
