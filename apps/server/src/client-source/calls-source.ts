import { type ApiDocument, usualCodesOf } from "../http/open-api/document.ts";
import { type Call, callsIn, streamsIn } from "./call.ts";
import { docText, typeText } from "./type-text.ts";

/** The source of the client's calls: one for each operation that answers JSON, and how each is sent. */
export const callsSource = (document: ApiDocument): string => {
  const calls = callsIn(document);
  const usual = usualCodesOf(document);
  const streams = streamsIn(document);
  const types = [...calls.map((call) => callType(call, usual)), ...streams.map(streamType)].join("\n");
  return [
    'import type { Ask } from "../asking.ts";',
    'import type { StreamedEvent } from "../event-frames.ts";',
    'import type { Listen, ListenOptions } from "../listening.ts";',
    'import type { CallOptions } from "../operation.ts";',
    'import type { Outcome } from "../outcome.ts";',
    `import type { ${namedIn(types, Object.keys(document.components.schemas)).join(", ")} } from "./schemas.ts";`,
    "",
    "type Nothing = Readonly<Record<string, never>>;",
    "",
    "/** Why many a call may be refused, whatever it asks for. */",
    `export type UsualCode = ${union(usual)};`,
    "",
    "/** What the API can do, by name. */",
    `export interface Calls {\n${types}\n}`,
    "",
    "/** Every call, sent through `ask`, and every stream, read through `listen`. */",
    `export const callsOf = (ask: Ask, listen: Listen): Calls => ({\n${[...calls.map(callValue), ...streams.map(streamValue)].join("\n")}\n});`,
    "",
  ].join("\n");
};

/** Those of these names that stand for a type in this text. */
const namedIn = (types: string, names: readonly string[]): readonly string[] => {
  const bare = types.replace(/\/\*\*.*?\*\/|"[^"]*"/gs, "");
  return names.filter((name) => new RegExp(`\\b${name}\\b`).test(bare));
};

const callType = (call: Call, usual: readonly string[]): string => {
  const own = call.codes.filter((code) => !usual.includes(code));
  const codes = own.length === 0 ? "UsualCode" : `UsualCode | ${union(own)}`;
  const bodies = new Set(call.answers.map((schema) => (schema === null ? "null" : typeText(schema))));
  const outcome = `Outcome<${[...bodies].join(" | ")}, ${codes}>`;
  return `${docText(`${call.summary}.`)}readonly ${call.name}: (${requestType(call)}, options?: CallOptions) => Promise<${outcome}>;`;
};

const streamType = (call: Call): string =>
  `${docText(`${call.summary}.`)}readonly ${call.name}: (${requestType(call)}, options?: ListenOptions) => AsyncGenerator<StreamedEvent, void, undefined>;`;

const union = (codes: readonly string[]): string => codes.map((code) => JSON.stringify(code)).join(" | ") || "never";

interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly type: string;
  readonly words?: string;
}

/** Path, query and body in one object, by name. @throws Error when two of them have one name */
const requestType = ({ name, parameters, body }: Call): string => {
  const fields: readonly Field[] = [
    ...parameters.map((parameter) => ({ ...parameter, type: typeText(parameter.schema), words: parameter.description })),
    ...(body === null ? [] : [{ name: "body", required: body.required, type: typeText(body.schema) }]),
  ];
  const names = fields.map((field) => field.name);
  if (new Set(names).size < names.length) throw new Error(`${name} is asked for two things of one name: ${names.join(", ")}`);
  if (names.length === 0) return "request?: Nothing";
  return `request${fields.some(({ required }) => required) ? "" : "?"}: {\n${fields.map(fieldText).join("\n")}\n}`;
};

const fieldText = ({ name, required, type, words }: Field): string =>
  `${docText(words)}readonly ${name}${required ? "" : "?"}: ${type}${required ? "" : " | undefined"};`;

const callValue = (call: Call): string => `${call.name}: (request, options) => ask(${sentAs(call)}, request, options),`;

const streamValue = (call: Call): string => `${call.name}: (request, options) => listen(${sentAs(call)}, request, options),`;

/** The operation, as far as sending it goes. */
const sentAs = ({ method, path, parameters, reads, waits }: Call): string => {
  const query = parameters.filter((parameter) => parameter.in === "query").map((parameter) => parameter.name);
  const described = [
    `method: ${JSON.stringify(method)}`,
    `path: ${JSON.stringify(path)}`,
    ...(query.length > 0 ? [`query: ${JSON.stringify(query)}`] : []),
    ...(reads ? ["reads: true"] : []),
    ...(waits ? ["waits: true"] : []),
  ];
  return `{ ${described.join(", ")} }`;
};
