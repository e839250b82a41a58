/** Why something about keys is not done. */
export type AccessRefusal =
  | { readonly code: "KeyIsUnknown" }
  /** Whoever revoked the key that they are asking with could not ask for another one. */
  | { readonly code: "KeyIsYourOwn" }
  | { readonly code: "TooManyKeys"; readonly limit: number };
