/** Why an operator's request goes no further. */
export type OpsRefusal =
  | { readonly code: "ParkedKeyIsUnknown" }
  /** Somebody else was faster: another item is the first there now. */
  | { readonly code: "ItemIsNotTheFirst" }
  | { readonly code: "ReadModelIsUnknown" }
  /** It was never asked for, has been swapped, or was called off by somebody else. */
  | { readonly code: "RebuildIsNotUnderWay" };
