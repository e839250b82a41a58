/** The longest record, over however many lines its quotes run. The longest real one measured is 103 characters; a quote never closed ends here. */
export const RECORD_CHARS_MAX = 16_384;

/** How much of a record that is too long is kept for the rejects file. */
export const LONG_RECORD_KEPT_CHARS = 1_000;

/** Lines of one invoice held in memory. The longest real invoice measured has 675; ten thousand are a few megabytes. */
export const INVOICE_LINES_MAX = 10_000;

/**
 * Invoice numbers remembered, so that one that comes back is noticed: about 50 MB when full. Forgetting the oldest would let an
 * invoice come back unseen, so the run stops instead and asks for the file in parts.
 */
export const INVOICES_MAX = 1_000_000;

/** Different product codes remembered in one run: about 100 MB when full, where real shops have thousands. */
export const SKUS_MAX = 1_000_000;

/**
 * Lines of orders remembered, so that what came back is found in the order that it is of: about 250 MB when full. Those of the customers
 * and codes met longest ago are forgotten first; what came back of them gets a credit note of its own.
 */
export const SOLD_LINES_MAX = 1_000_000;

/**
 * Invoices read ahead of the oldest one not yet answered, for each call that may be under way: answers are taken in the
 * file's order, and with more to choose from a slow one does not leave places empty. Their lines are what a run holds in memory.
 */
export const INVOICES_AHEAD_PER_CALL = 2;

/** How much of the file is read at once. */
export const READ_CHUNK_BYTES = 65_536;

/** How often the progress line changes: fast enough to look alive, slow enough to be read. */
export const PROGRESS_INTERVAL_MS = 200;

/** HTTP requests under way at once: enough to fill the server's group commits, few enough for one server's sockets. */
export const HTTP_IN_FLIGHT_MAX = 64;

/** How often one HTTP request is sent again when the server is overloaded or away, before the import stops. */
export const HTTP_TRIES_MAX = 6;

/** How long one HTTP request may take. The server itself answers 503 much earlier. */
export const HTTP_TIMEOUT_MS = 30_000;

/** Calls under way at once in process: two lanes of group commit take this many in one batch each. */
export const IN_PROCESS_IN_FLIGHT_MAX = 512;

/** How often a call is repeated in process while the platform has its hands full. */
export const OVERLOADED_TRIES_MAX = 60;
