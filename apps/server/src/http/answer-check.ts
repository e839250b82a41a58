import { jsonTextOf } from "@waybill/contracts/http";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";

/** Serialises answers that are as their route declares them, and fails for any other: what is documented is what is sent. */
export const answerChecker = (schema: TSchema): ((answer: unknown) => string) => {
  const compiled = Compile(schema);
  return (answer) => {
    const text = jsonTextOf(answer);
    // As the caller will read it: without what JSON leaves out.
    const read: unknown = JSON.parse(text);
    if (!compiled.Check(read)) throw new Error(`an answer is not as declared: ${JSON.stringify(compiled.Errors(read))} in ${text}`);
    return text;
  };
};
