import type { Json } from "../brand.ts";
import { type ColumnType, keyColumnOf, type ReadModel, type ReadModelRow, type RowChanges, tableOf } from "../read-model.ts";
import { marksFor, plainList, textList } from "./text-lists.ts";

/** A statement and the values of its parameters. */
export interface Statement {
  readonly text: string;
  readonly values: readonly string[];
}

/** What is said to PostgreSQL about one read model. */
export interface ReadModelStatements<Row> {
  readonly table: string;
  /** The property of a row that holds its key. */
  readonly key: string;
  /** In SQL's words, in order. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Makes table and indexes where they are missing. Several statements: sent at once, and so one transaction. */
  readonly create: string;
  select(keys: readonly string[]): Statement;
  /** Does all that `move` does, and writes the changes: one statement, so that both happen or neither. */
  change(move: Statement, changes: RowChanges<Row>): Statement;
}

/** @throws RangeError when a name is not one, or the key is not text. */
export const readModelStatements = <Row extends ReadModelRow>(schema: string, model: ReadModel<never, Row>): ReadModelStatements<Row> => {
  const key = keyColumnOf(model);
  if (model.columns[key] !== "text") throw new RangeError(`${tableOf(model)}: the key ${key} must be text`);
  const columns = Object.entries<ColumnType>(model.columns).map(([property, kind]) => columnOf(property, kind));
  const table = `"${schema}"."${checked(tableOf(model))}"`;
  const selected = columns.map(({ property, name, kind }) => `"${name}"${forms[kind].read} as "${property}"`);
  return {
    table: tableOf(model),
    key,
    columns: columns.map(({ name, kind }) => ({ name, type: forms[kind].type })),
    create: createText(
      table,
      columns,
      (model.indexes ?? []).map((index, number) => `"${tableOf(model)}_${number + 1}" on ${table} ${index}`),
    ),
    select: (keys) => {
      const marks = marksFor(keys);
      const text = `select ${selected.join(", ")} from ${table} where "${columns[0]?.name}" = any(string_to_array($1, $2, $3))`;
      return { text, values: [textList(keys, marks), marks.separator, marks.absence] };
    },
    change: (move, changes) => ({
      text: changeText({ move, table, columns }),
      values: [...move.values, ...changeValues(changes, columns)],
    }),
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
 * How each kind of column is kept and read, and whether its values travel as a list of text. Read as float8, because the driver
 * gives bigint as text and a row's numbers are within ±2^53.
 */
const forms: Record<ColumnType, { readonly type: string; readonly read: string; readonly isText: boolean }> = {
  bigint: { type: "bigint", read: "::float8", isText: false },
  boolean: { type: "boolean", read: "", isText: false },
  integer: { type: "integer", read: "", isText: false },
  json: { type: "jsonb", read: "", isText: true },
  text: { type: "text", read: "", isText: true },
};

/** With room on each page for the next version of a row: an update beside the old one touches no index. */
const createText = (table: string, columns: readonly Column[], indexes: readonly string[]): string => {
  const lines = columns.map(({ name, kind }) => `"${name}" ${forms[kind].type}${kind === "text" ? ' collate "C"' : ""}`);
  return [
    `select set_config('client_min_messages', 'warning', true), pg_advisory_xact_lock(hashtextextended('waybill read model ${table}', 0))`,
    `create table if not exists ${table} (${lines.join(", ")}, primary key ("${columns[0]?.name}")) with (fillfactor = 80)`,
    ...indexes.map((index) => `create index if not exists ${index}`),
  ].join("; ");
};

/** After the parameters of the move come the two marks of the lists of text, the list of removals, and a list per column. */
const changeText = ({ move, table, columns }: { move: Statement; table: string; columns: readonly Column[] }): string => {
  const parameter = (index: number) => `$${move.values.length + index + 1}`;
  const textArray = (index: number) => `string_to_array(${parameter(index)}, ${parameter(0)}, ${parameter(1)})`;
  const names = columns.map(({ name }) => `"${name}"`);
  const lists = columns.map(({ kind }, index) =>
    forms[kind].isText ? textArray(index + 3) : `${parameter(index + 3)}::text::${forms[kind].type}[]`,
  );
  const values = columns.map(({ name, kind }) => `"${name}"${kind === "json" ? "::jsonb" : ""}`);
  const updates = names.slice(1).map((name) => `${name} = excluded.${name}`);
  // The key is null in what `textList` adds at the end.
  return `with moved as materialized (${move.text}),
    removed as (delete from ${table} where ${names[0]} = any(${textArray(2)})),
    written as (
      insert into ${table} (${names.join(", ")}) select ${values.join(", ")} from unnest(${lists.join(", ")}) as r (${names.join(", ")})
      where ${names[0]} is not null on conflict (${names[0]}) do ${updates.length === 0 ? "nothing" : `update set ${updates.join(", ")}`})
    select from moved`;
};

const changeValues = ({ upserts, removals }: RowChanges<ReadModelRow>, columns: readonly Column[]): string[] => {
  const lists = columns.map(({ property, kind }) => ({ kind, values: upserts.map((row) => row[property] ?? null) }));
  const texts = lists.map(({ kind, values }) => (forms[kind].isText ? values.map((value) => textOf(value, kind)) : null));
  const marks = marksFor([...removals, ...texts.flatMap((list) => list ?? [])]);
  const listed = lists.map(({ values }, index) => (texts[index] ? textList(texts[index], marks) : plainList(values)));
  return [marks.separator, marks.absence, textList(removals, marks), ...listed];
};

const textOf = (value: Json, kind: ColumnType): string | null => {
  if (value === null) return null;
  return kind === "json" ? JSON.stringify(value) : String(value);
};
