/** How a merchant writes: what is null is written for everybody, in English and by UTC. */
export type Manner = {
  /** BCP 47, such as `fi` or `de-AT`. */
  readonly locale: string | null;
  /** IANA, such as `Europe/Helsinki`: whose days and years count. */
  readonly timeZone: string | null;
};

export const plainManner: Manner = { locale: null, timeZone: null };

/** These fields and no others: what is copied into an event is copied field by field. */
export const mannerOf = ({ locale, timeZone }: Manner): Manner => ({ locale, timeZone });
