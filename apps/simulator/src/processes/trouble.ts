/** How much goes wrong. Rates are per call of a process to something outside of it. */
export interface Trouble {
  /** From then on nothing goes wrong any more, so that it can be seen what becomes of what did. */
  readonly isOver: () => boolean;
  /** Of processes that die before their time. */
  readonly deathRate: number;
  /** Until when such a process has died, in calls, before and after counted apart; early deaths are as likely as late ones. */
  readonly moments: number;
  readonly haltRate: number;
  readonly haltMs: number;
  readonly slowRate: number;
  readonly slowMs: number;
  readonly faultRate: number;
  /** By how much the clock of a process may differ from the true time. */
  readonly skewMs: number;
  /** Of reads of a log with which a process becomes blind for a partition, and for how long. */
  readonly lateRate: number;
  readonly lateMs: number;
  /** Of bank calls whose answer takes longer than anybody waits for it. */
  readonly bankRate: number;
}

export const troubled = (isOver: () => boolean): Trouble => ({
  isOver,
  deathRate: 0.85,
  moments: 40_000,
  haltRate: 0.000_2,
  haltMs: 25_000,
  slowRate: 0.1,
  slowMs: 5_000,
  faultRate: 0.002,
  skewMs: 500,
  lateRate: 0.1,
  lateMs: 8_000,
  bankRate: 0.1,
});

export const untroubled: Trouble = {
  isOver: () => true,
  ...{
    deathRate: 0,
    moments: 0,
    haltRate: 0,
    haltMs: 0,
    slowRate: 0,
    slowMs: 0,
    faultRate: 0,
    skewMs: 0,
    lateRate: 0,
    lateMs: 0,
    bankRate: 0,
  },
};
