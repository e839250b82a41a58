import type { JsonObject } from "@waybill/kernel/brand";
import type { Contract } from "@waybill/kernel/integration-event";
import type { Static, TSchema } from "typebox";
import { Compile } from "typebox/compile";

/** What a context declares of one version of an integration event. The schema also gives the type of its data. */
export interface Declaration<Name extends string, Version extends number, Schema extends TSchema> {
  readonly name: Name;
  readonly version: Version;
  readonly description: string;
  readonly schema: Schema;
  readonly example: Said<Schema>;
}

/** Data as a schema describes it. */
export type Said<Schema extends TSchema> = Extract<Static<Schema>, JsonObject>;

/**
 * How a context declares its contracts; the tests then freeze them in `golden/` (ADR 31).
 * @throws TypeError when an example is not what its schema says.
 */
export const contractsOf =
  (context: string) =>
  <Name extends string, Version extends number, Schema extends TSchema>({
    name,
    version,
    description,
    schema,
    example,
  }: Declaration<Name, Version, Schema>): Contract<Name, Version, Said<Schema>> => {
    const validator = Compile(schema);
    const accepts = (data: unknown): data is Said<Schema> => validator.Check(data);
    if (!accepts(example)) throw new TypeError(`the example of ${name}.v${version} is not what its schema says`);
    // What the types know beside the JSON Schema stays here.
    return { context, name, version, description, schema: JSON.parse(JSON.stringify(schema)), example, accepts };
  };
