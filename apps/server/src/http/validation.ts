import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { Value } from "typebox/value";
import { type Decode, decoderOf } from "./decoding.ts";
import { type FieldFault, fieldFaults } from "./field-fault.ts";
import { textFault } from "./json-body.ts";
import { jsonPointer } from "./json-pointer.ts";
import { RequestRefused } from "./request-refused.ts";

/** Checks one part of a request and decodes it. What comes in is left as it is. */
export type Validate = (value: unknown) => { readonly value: unknown } | { readonly error: RequestRefused };

/** Numbers and booleans come as text in a query or a path, and are read as such there; in a body a text is a text. */
export const validatorOf = (part: FieldFault["in"], schema: TSchema): Validate => {
  const compiled = Compile(schema);
  const decode: Decode = decoderOf(schema) ?? ((value) => value);
  const converts = part !== "body" && !isOfTexts(schema);
  return (value) => {
    const outside = converts ? Value.Convert(schema, structuredClone(value)) : value;
    const faults = part === "body" ? [] : unstorableText(part, outside);
    if (faults.length === 0 && compiled.Check(outside)) return { value: decode(outside) };
    const errors = faults.length > 0 ? faults : fieldFaults(part, compiled.Errors(outside));
    return { error: new RequestRefused("RequestIsMalformed", { detail: detailOf(errors), errors }) };
  };
};

/** Whether there is nothing to be read as anything but text. To convert a path or an empty query anyway took a tenth of a request. */
const isOfTexts = (schema: TSchema): boolean =>
  "properties" in schema && Object.values(Object(schema.properties)).every((property) => Object(property).type === "string");

/** Bodies were looked through when they were parsed; this is for what came in the URL. */
const unstorableText = (part: FieldFault["in"], values: unknown): FieldFault[] =>
  Object.entries(Object(values)).flatMap(([name, value]) => {
    const fault = typeof value === "string" ? textFault(value) : null;
    return fault === null ? [] : [{ in: part, pointer: jsonPointer([name]), message: fault.message }];
  });

const detailOf = ([first, ...others]: readonly FieldFault[]): string => {
  if (first === undefined) return "The request is malformed.";
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  return `${first.in}${first.pointer} ${first.message}${more}.`;
};
