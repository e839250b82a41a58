export interface LatelyUsedLimits {
  /** What it holds at most. */
  readonly entries: number;
  /** How long it keeps what nobody asks for; some of it goes after half of that. */
  readonly forMs: number;
}

/**
 * A map that keeps what was used lately, of which nothing is kept for long when nothing is asked for: however large it may grow in a rush,
 * it is small again soon after. In two generations, so that neither a list nor a timer is kept for each entry: what is used comes into the
 * young one, and when that is half full or half as old as entries may become, what is left in the old one is forgotten at once.
 */
export class LatelyUsed<Key, Value> {
  readonly #limits: LatelyUsedLimits;
  readonly #nowMs: () => number;
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();
  #bornAtMs: number;

  constructor(limits: LatelyUsedLimits, nowMs: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#nowMs = nowMs;
    this.#bornAtMs = nowMs();
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** Looks without using it. */
  has(key: Key): boolean {
    return this.#young.has(key) || this.#old.has(key);
  }

  get(key: Key): Value | undefined {
    this.#growOld();
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.#keep(key, old);
    return old;
  }

  set(key: Key, value: Value): void {
    this.#growOld();
    this.#keep(key, value);
  }

  delete(key: Key): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  #keep(key: Key, value: Value): void {
    this.#old.delete(key);
    this.#young.set(key, value);
  }

  #growOld(): void {
    const { entries, forMs } = this.#limits;
    const nowMs = this.#nowMs();
    if (this.#young.size < entries / 2 && nowMs - this.#bornAtMs < forMs / 2) return;
    this.#old = this.#young;
    this.#young = new Map();
    this.#bornAtMs = nowMs;
  }
}
