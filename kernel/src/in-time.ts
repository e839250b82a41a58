/** Waits for what was asked, but no longer. It goes on all the same, and nobody hears what comes of it. @throws what `tooLate` makes of that */
export const inTime = <T>(answer: PromiseLike<T>, withinMs: number, tooLate: () => Error): Promise<T> =>
  new Promise((resolve, reject) => {
    const patience = setTimeout(() => reject(tooLate()), withinMs);
    void Promise.resolve(answer)
      .then(resolve, reject)
      .finally(() => clearTimeout(patience));
  });
