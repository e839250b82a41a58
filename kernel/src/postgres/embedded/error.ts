/** Why the embedded PostgreSQL did not start or did not stay: each code a true sentence about it. */
export type EmbeddedPostgresErrorCode =
  /** Another living process runs the database in this folder. */
  | "DataFolderIsInUse"
  /** The folder was made by another major version of PostgreSQL. */
  | "DataFolderIsOfAnotherVersion"
  /** The folder holds something, and it is not a PostgreSQL database. */
  | "DataFolderIsNotADatabase"
  /** The folder belongs to another user of this machine. */
  | "DataFolderBelongsToAnother"
  /** There are no PostgreSQL programs for this machine. */
  | "PlatformIsNotSupported"
  /** PostgreSQL refuses to run as root and nothing here lets it run as somebody else. */
  | "NoUserToRunAs"
  /** PostgreSQL or initdb ended before it was ready. */
  | "DidNotStart"
  /** PostgreSQL ended, or was taken over, although nobody asked this process to stop it. */
  | "WasLost";

/** A fault of the embedded PostgreSQL, in words that the person who started it can act on. */
export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
