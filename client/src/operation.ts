/** One operation, as far as sending it goes. */
export interface Operation {
  readonly method: "DELETE" | "GET" | "PATCH" | "POST" | "PUT";
  /** With `{name}` for what the request says under that name. */
  readonly path: string;
  /** Names that go into the query. */
  readonly query?: readonly string[];
  /** Whether it can be asked to show what was just written. */
  readonly reads?: true;
  /** Whether it can be asked to answer when what it begins has come to an end. */
  readonly waits?: true;
}

/** What is asked, by name: of the path, of the query, and under `body` what is sent. */
export type Request = { readonly [name: string]: unknown; readonly body?: unknown };

/** What may be said beside the request itself. */
export interface CallOptions {
  /**
   * Makes a POST happen once, however often it is sent; without it the client takes a new one for each call. Null sends none: for
   * what happens once by itself, as the import of an order that has an id elsewhere. The server keeps nothing for it then.
   */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if the version is still this `etag`, or `*`: only if it exists. */
  readonly ifMatch?: string | undefined;
  /** `*`: only if there is none yet. */
  readonly ifNoneMatch?: "*" | undefined;
  /** Opens one cart or one order beside a storefront's key. */
  readonly accessToken?: string | undefined;
  /**
   * How many seconds to wait for what becomes of it, where it can be waited for: the answer is then as of that moment (`Prefer: wait`). The
   * server has a limit of its own.
   */
  readonly waitSeconds?: number | undefined;
  /** A position to read after, beside those of the client's own writes. */
  readonly after?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where a request goes. Names that are not said stay out of the query. */
export const urlOf = (baseUrl: string, { path, query = [] }: Operation, request: Request): URL => {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(request[name])));
  const url = new URL(`${baseUrl.replace(/\/+$/, "")}${filled}`);
  for (const name of query) {
    const value = request[name];
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
};

/** What the call itself says in its headers; `after` is what a read must have passed. */
export const headersOf = ({ method, reads, waits }: Operation, options: CallOptions, after: string): Readonly<Record<string, string>> => ({
  ...(method === "POST" && typeof options.idempotencyKey === "string" && { "idempotency-key": options.idempotencyKey }),
  ...(options.ifMatch !== undefined && { "if-match": options.ifMatch }),
  ...(options.ifNoneMatch !== undefined && { "if-none-match": options.ifNoneMatch }),
  ...(options.accessToken !== undefined && { "waybill-access-token": options.accessToken }),
  ...(waits && options.waitSeconds !== undefined && { prefer: `wait=${options.waitSeconds}` }),
  ...(reads && after !== "" && { "waybill-after": after }),
});

/** 128 random bits. `crypto.randomUUID` is not there on a page without TLS. */
export const newIdempotencyKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Whether sending it twice is as good as once. A POST has its Idempotency-Key; of a PATCH only If-Match makes sure. */
export const mayBeSentAgain = ({ method }: Operation, { ifMatch }: CallOptions): boolean => method !== "PATCH" || ifMatch !== undefined;
