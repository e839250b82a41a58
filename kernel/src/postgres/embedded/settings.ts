/** PostgreSQL settings by name, as `postgresql.conf` spells them. */
export type Settings = Readonly<Record<string, string>>;

/** What "committed" means: on disk. Given last on the command line, so that no file and no option of ours weakens it. */
export const durableSettings: Settings = {
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
};

/** What keeps every server of ours to itself and its output the same everywhere. */
export const privateSettings: Settings = {
  // TCP because a URL with a password is understood by every client; a socket saves 5 to 8 µs of a 50 µs round trip.
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  log_timezone: "UTC",
  lc_messages: "C",
};

/** One process and its log on a laptop of two cores and a few gigabytes, which it shares with everything else. */
export const laptopSettings: Settings = {
  // Appends of 200 rows on four connections, rows/s: 55,000 with 128MB, 66,000 with 256MB, 67,000 with 512MB.
  shared_buffers: "256MB",
  max_connections: "100",
  // Checkpoints make the pages touched after them be logged whole, so they are rare; recovery reads this much in under a minute.
  max_wal_size: "2GB",
  checkpoint_timeout: "15min",
  // Segments are reused up to here, not made anew.
  min_wal_size: "256MB",
};

/** Settings as arguments of `postgres`. */
export const settingArguments = (settings: Settings): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
