/** When a process dies: at which of the moments before and after each call to something outside of it. */
export interface Fate {
  /** Resolves when it has died. */
  readonly death: Promise<string>;
  /** The moments that have come and gone, by name. */
  readonly moments: readonly string[];
  /** A moment: returns while the process lives, and never once it is dead. */
  at(moment: string): Promise<void>;
  kill(): void;
}

/** Dies at the moment with this number, counted from 1; at none when it never comes. */
export const fateOf = (deadlyMoment: number): Fate => {
  const moments: string[] = [];
  const died = Promise.withResolvers<string>();
  let isDead = false;
  const die = (moment: string): void => {
    isDead = true;
    died.resolve(moment);
  };
  return {
    death: died.promise,
    moments,
    kill: () => die("killed"),
    at: async (moment) => {
      if (!isDead) moments.push(moment);
      if (moments.length === deadlyMoment) die(moment);
      // What never resolves: the rest of a dead process does not happen.
      if (isDead) await new Promise<never>(() => {});
    },
  };
};

/** Kills this very process (SIGKILL) at that moment; never at 0. */
export const fateOfThisProcess = (deadlyMoment: number): Fate => {
  const moments: string[] = [];
  return {
    death: new Promise(() => {}),
    moments,
    kill: () => {},
    at: async (moment) => {
      moments.push(moment);
      if (moments.length === deadlyMoment) process.kill(process.pid, "SIGKILL");
    },
  };
};

/**
 * `port` as a process sees it that may die before or after any of its calls. Between those nothing of a process can be seen from
 * outside, so these are all the places where it matters that it dies.
 */
export const mortal = <Port extends object>(port: Port, name: string, fate: Fate): Port =>
  new Proxy(port, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      return async (...given: readonly unknown[]): Promise<unknown> => {
        await fate.at(`before ${name}.${String(key)}`);
        const answer: unknown = await Reflect.apply(value, target, given);
        await fate.at(`after ${name}.${String(key)}`);
        return answer;
      };
    },
  });
