import type { ApiDocument, JsonSchema } from "../http/open-api/document.ts";
import { docText, membersText, typeText } from "./type-text.ts";

/** The source of the client's types: one for each schema that has a name. */
export const schemasSource = ({ components: { schemas } }: ApiDocument): string =>
  Object.entries(schemas)
    .filter(([name]) => name !== nameOfProblems)
    .map(([name, schema]) => `${docText(schema.description)}${declaration(name, schema)}\n`)
    .join("\n");

/** The client has a word of its own for it: a refusal. */
const nameOfProblems = "Problem";

const declaration = (name: string, schema: JsonSchema): string =>
  schema.type === "object" && Object.keys(schema.properties ?? {}).length > 0
    ? `export interface ${name} {\n${membersText(schema)}\n}`
    : `export type ${name} = ${typeText(schema)};`;
