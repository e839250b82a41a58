import type { Json } from "../brand.ts";
import { type ColumnType, keyColumnOf, type ReadModel, type ReadModelRow, tableOf } from "../read-model.ts";
import { marksFor, plainList, textList } from "./text-lists.ts";

/** A statement and the values of its parameters. */
export interface Statement {
  readonly text: string;
  readonly values: string[];
}

/** What is said to PostgreSQL about one read model. */
export interface ReadModelStatements<Row> {
  readonly table: string;
  /** The property of a row that holds its key. */
  readonly key: string;
  /** In SQL's words, in order. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly create: readonly string[];
  select(keys: readonly string[]): Statement;
  upsert(rows: readonly Row[]): Statement;
  remove(keys: readonly string[]): Statement;
}

/** @throws RangeError when a name is not one, or the key is not text. */
export const readModelStatements = <Row extends ReadModelRow>(schema: string, model: ReadModel<never, Row>): ReadModelStatements<Row> => {
  const key = keyColumnOf(model);
  if (model.columns[key] !== "text") throw new RangeError(`${tableOf(model)}: the key ${key} must be text`);
  const columns = Object.entries<ColumnType>(model.columns).map(([property, kind]) => columnOf(property, kind));
  const table = `"${schema}"."${checked(tableOf(model))}"`;
  const byKey = `where "${columnOf(key, "text").name}" = any(string_to_array($1, $2, $3))`;
  const selected = columns.map(({ property, name, kind }) => `"${name}"${forms[kind].read} as "${property}"`);
  const upsert = upsertText(table, columns);
  const ofKeys = (text: string) => (keys: readonly string[]) => {
    const marks = marksFor(keys);
    return { text, values: [textList(keys, marks), marks.separator, marks.absence] };
  };
  return {
    table: tableOf(model),
    key,
    columns: columns.map(({ name, kind }) => ({ name, type: forms[kind].type })),
    create: [createText(table, columns), ...(model.indexes ?? []).map((index) => `create index on ${table} ${index}`)],
    select: ofKeys(`select ${selected.join(", ")} from ${table} ${byKey}`),
    remove: ofKeys(`delete from ${table} ${byKey}`),
    upsert: (rows) => ({ text: upsert, values: upsertValues(rows, columns) }),
  };
};

interface Column {
  readonly property: string;
  readonly name: string;
  readonly kind: ColumnType;
}

const columnOf = (property: string, kind: ColumnType): Column => ({
  property,
  name: checked(property).replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  kind,
});

const checked = (name: string): string => {
  if (!/^[a-z][A-Za-z0-9_]{0,62}$/.test(name)) throw new RangeError(`not a name for a table or column: ${name}`);
  return name;
};

/**
 * How each kind of column is kept, read and written. Read as float8, because the driver gives bigint as text and a row's numbers
 * are within ±2^53. `lists`: whether its values travel as a list of text, which `$n` becomes an array of.
 */
const forms: Record<ColumnType, { readonly type: string; readonly read: string; readonly lists: boolean }> = {
  bigint: { type: "bigint", read: "::float8", lists: false },
  boolean: { type: "boolean", read: "", lists: false },
  integer: { type: "integer", read: "", lists: false },
  json: { type: "jsonb", read: "", lists: true },
  text: { type: "text", read: "", lists: true },
};

/** With room on each page for the next version of a row: an update beside the old one touches no index. */
const createText = (table: string, columns: readonly Column[]): string => {
  const lines = columns.map(({ name, kind }) => `"${name}" ${forms[kind].type}${kind === "text" ? ' collate "C"' : ""}`);
  return `create table ${table} (${lines.join(", ")}, primary key ("${columns[0]?.name}")) with (fillfactor = 80)`;
};

/** $1 and $2 are the marks of the lists of text, then comes a list per column. */
const upsertText = (table: string, columns: readonly Column[]): string => {
  const names = columns.map(({ name }) => `"${name}"`);
  const lists = columns.map(({ kind }, index) =>
    forms[kind].lists ? `string_to_array($${index + 3}, $1, $2)` : `$${index + 3}::text::${forms[kind].type}[]`,
  );
  const values = columns.map(({ name, kind }) => `"${name}"${kind === "json" ? "::jsonb" : ""}`);
  const updates = names.slice(1).map((name) => `${name} = excluded.${name}`);
  // The key is null in what `textList` adds at the end.
  return `insert into ${table} (${names.join(", ")}) select ${values.join(", ")} from unnest(${lists.join(", ")}) as r (${names.join(", ")})
    where ${names[0]} is not null on conflict (${names[0]}) do ${updates.length === 0 ? "nothing" : `update set ${updates.join(", ")}`}`;
};

const upsertValues = (rows: readonly ReadModelRow[], columns: readonly Column[]): string[] => {
  const lists = columns.map(({ property, kind }) => rows.map((row) => (kind === "json" ? jsonOf(row[property]) : (row[property] ?? null))));
  const texts = lists.map((list, index) => (forms[columns[index]?.kind ?? "json"].lists ? list.map(textOf) : null));
  const marks = marksFor(texts.flatMap((list) => list ?? []));
  return [marks.separator, marks.absence, ...lists.map((list, index) => (texts[index] ? textList(texts[index], marks) : plainList(list)))];
};

const jsonOf = (value: Json | undefined): string | null => (value === null || value === undefined ? null : JSON.stringify(value));

const textOf = (value: Json): string | null => (value === null ? null : String(value));
