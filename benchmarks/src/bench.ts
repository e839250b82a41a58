/** What a benchmark is told on the command line. */
export interface BenchOptions {
  /** Callers at work at once. */
  readonly concurrency: number;
  /** Orders to take through; null for the benchmark's own default. */
  readonly orders: number | null;
  /** Sizes of the log to compare; the `growth` benchmark only. */
  readonly events: readonly number[];
  /** How long to go on; the `soak` only. */
  readonly minutes: number;
  /** A file to work on; the `import` benchmark only. */
  readonly file: string | null;
  /** Tells a person how far it is; goes to standard error. */
  readonly say: (line: string) => void;
}

/** Figures by name: what `--json` prints, with the machine beside them. */
export type Figures = { readonly [name: string]: Figure };
type Figure = number | string | boolean | null | readonly Figures[] | Figures;

export interface Bench {
  /** One line for `--help`. */
  readonly about: string;
  readonly run: (options: BenchOptions) => Promise<Figures>;
}
