/** Waits for what was asked, but no longer. It goes on all the same, and nobody hears what comes of it. @throws what `tooLate` makes of that */
export const inTime = <T>(answer: PromiseLike<T>, withinMs: number, tooLate: () => Error): Promise<T> =>
  new Promise((resolve, reject) => {
    const patience = setTimeout(() => reject(tooLate()), withinMs);
    void Promise.resolve(answer)
      .then(resolve, reject)
      .finally(() => clearTimeout(patience));
  });

/** The same for a call that may be broken off: its signal is aborted with what is thrown. */
export const callInTime = <T>(call: (signal: AbortSignal) => PromiseLike<T>, withinMs: number, tooLate: () => Error): Promise<T> => {
  const calling = new AbortController();
  return inTime(call(calling.signal), withinMs, () => {
    const late = tooLate();
    calling.abort(late);
    return late;
  });
};
