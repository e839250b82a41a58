import type { TLocalizedValidationError } from "typebox/error";
import { jsonPointer } from "./json-pointer.ts";

/** One thing that is wrong with a request, and where. */
export interface FieldFault {
  readonly in: "body" | "path" | "query";
  /** JSON pointer into that part; empty for the whole. */
  readonly pointer: string;
  readonly message: string;
}

/** What is wrong with a value, in words for whoever sent it. */
export const fieldFaults = (part: FieldFault["in"], errors: readonly TLocalizedValidationError[]): FieldFault[] => {
  // These two only sum up what others say more exactly: which branch fails and why, which field is not known.
  const exact = errors.filter(({ keyword }) => keyword !== "anyOf" && keyword !== "boolean");
  return (exact.length > 0 ? exact : errors).flatMap((error) => faultsOf(part, error));
};

const faultsOf = (part: FieldFault["in"], error: TLocalizedValidationError): FieldFault[] => {
  const at = (message: string, ...steps: readonly string[]): FieldFault => ({
    in: part,
    pointer: error.instancePath + jsonPointer(steps),
    message,
  });
  switch (error.keyword) {
    case "additionalProperties":
      return error.params.additionalProperties.map((name) => at("is not a known field", name));
    case "required":
      return error.params.requiredProperties.map((name) => at("is missing", name));
    case "enum":
      return [at(`must be one of ${error.params.allowedValues.join(", ")}`)];
    default:
      return [at(error.message)];
  }
};
