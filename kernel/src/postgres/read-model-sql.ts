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
  /** With its schema, quoted. */
  readonly place: string;
  /** In SQL's words, in order. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Makes table and indexes where they are missing. Several statements: sent at once, and so one transaction. */
  readonly create: string;
  select(keys: readonly string[]): Statement;
  /** As `select`, and beside the rows come what `marked` reads: which table they are of, and which of the order keys are parked. */
  selectMarked(keys: readonly string[], orderKeys: readonly string[]): Statement;
  /** Does all that `steps` do, and writes the changes: one statement, so that all of it happens or nothing. */
  change(steps: readonly Statement[], changes: RowChanges<Row>): Statement;
}

/** A row, or something beside the rows: of these one has a mark. */
export type Marked<Row> = Row & { readonly " table": string | null; readonly " parked": string | null };

/** @throws RangeError when a name is not one, or the key is not text. */
export const readModelStatements = <Row extends ReadModelRow>(
  schema: string,
  model: ReadModel<never, Row>,
  named: string,
): ReadModelStatements<Row> => {
  const key = keyColumnOf(model);
  if (model.columns[key] !== "text") throw new RangeError(`${tableOf(model)}: the key ${key} must be text`);
  const columns = Object.entries<ColumnType>(model.columns).map(([property, kind]) => columnOf(property, kind));
  const table = `"${schema}"."${checked(named)}"`;
  const selected = columns.map(({ property, name, kind }) => `"${name}"${forms[kind].read} as "${property}"`);
  return {
    table: named,
    place: table,
    key,
    columns: columns.map(({ name, kind }) => ({ name, type: forms[kind].type })),
    create: createText(
      { schema, table, knows: named === tableOf(model) ? named : null },
      columns,
      (model.indexes ?? []).map((index, number) => ({ name: `${named}_${number + 1}`, on: `${table} ${index}` })),
    ),
    select: (keys) => {
      const marks = marksFor(keys);
      const text = `select ${selected.join(", ")} from ${table} where "${columns[0]?.name}" = any(string_to_array($1, $2, $3))`;
      return { text, values: [textList(keys, marks), marks.separator, marks.absence] };
    },
    selectMarked: (keys, orderKeys) => {
      const marks = marksFor([...keys, ...orderKeys]);
      const nothing = columns.map(() => "null").join(", ");
      const list = (parameter: string) => `any(string_to_array(${parameter}, $2, $3))`;
      // One statement, so one moment: what is not parked has all that was parked in its row.
      const text = `select ${selected.join(", ")}, null::text as " table", null::text as " parked" from ${table} where "${columns[0]?.name}" = ${list("$1")}
        union all select ${nothing}, to_regclass($4)::oid::text, null
        union all select ${nothing}, null, order_key from "${schema}".parked_key where subscription = $5 and order_key = ${list("$6")}`;
      return { text, values: [textList(keys, marks), marks.separator, marks.absence, table, named, textList(orderKeys, marks)] };
    },
    change: (steps, changes) => {
      const before = joined(steps);
      return {
        text: changeText({ before, table, columns }),
        values: [...before.values, ...changeValues(changes, columns)],
      };
    },
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
  json: { type: "json", read: "", isText: true },
  text: { type: "text", read: "", isText: true },
};

interface Created {
  readonly schema: string;
  readonly table: string;
  /** The read model whose live table it is. */
  readonly knows: string | null;
}

interface Index {
  readonly name: string;
  /** The table and what of it is kept in order. */
  readonly on: string;
}

/** With room on each page for the next version of a row: an update beside the old one touches no index. */
const createText = ({ schema, table, knows }: Created, columns: readonly Column[], indexes: readonly Index[]): string => {
  const lines = columns.map(({ name, kind }) => `"${name}" ${forms[kind].type}${kind === "text" ? ' collate "C"' : ""}`);
  return [
    `select set_config('client_min_messages', 'warning', true), pg_advisory_xact_lock(hashtextextended('waybill read model ${table}', 0))`,
    ...(knows === null ? [] : [`select "${schema}".know_read_model('${knows}')`]),
    `create table if not exists ${table} (${lines.join(", ")}, primary key ("${columns[0]?.name}")) with (fillfactor = 80)`,
    // "If not exists" locks the table before it looks: where a vacuum was at it, every writer queued behind the start of a process.
    ...indexes.map(
      ({ name, on }) =>
        `do $missing$ begin if to_regclass('"${schema}"."${name}"') is null then create index "${name}" on ${on}; end if; end $missing$`,
    ),
  ].join("; ");
};

/** Statements that return one row each as parts of one, `step_1` and so on, in order; their parameters are renumbered. */
const joined = (steps: readonly Statement[]): Statement & { readonly names: readonly string[] } => {
  const names = steps.map((_, index) => `step_${index + 1}`);
  const values: string[] = [];
  const texts = steps.map((step, index) => {
    const text = step.text.replaceAll(/\$(\d+)/g, (_, number: string) => `$${values.length + Number(number)}`);
    values.push(...step.values);
    return `${names[index]} as materialized (${text})`;
  });
  return { names, values, text: texts.join(", ") };
};

/** After the parameters of the steps come the two marks of the lists of text, the list of removals, and a list per column. */
const changeText = ({
  before,
  table,
  columns,
}: {
  readonly before: ReturnType<typeof joined>;
  readonly table: string;
  readonly columns: readonly Column[];
}): string => {
  const parameter = (index: number) => `$${before.values.length + index + 1}`;
  const textArray = (index: number) => `string_to_array(${parameter(index)}, ${parameter(0)}, ${parameter(1)})`;
  const names = columns.map(({ name }) => `"${name}"`);
  const lists = columns.map(({ kind }, index) =>
    forms[kind].isText ? textArray(index + 3) : `${parameter(index + 3)}::text::${forms[kind].type}[]`,
  );
  const values = columns.map(({ name, kind }) => `"${name}"${kind === "json" ? "::json" : ""}`);
  const updates = names.slice(1).map((name) => `${name} = excluded.${name}`);
  // The key is null in what `textList` adds at the end. One row, when all is done: after a failure that comes behind a row the driver
  // (3.4.9) puts a hole into its next answer.
  return `with ${before.text},
    removed as (delete from ${table} where ${names[0]} = any(${textArray(2)}) returning 1),
    written as (
      insert into ${table} (${names.join(", ")}) select ${values.join(", ")} from unnest(${lists.join(", ")}) as r (${names.join(", ")})
      where ${names[0]} is not null on conflict (${names[0]}) do ${updates.length === 0 ? "nothing" : `update set ${updates.join(", ")}`} returning 1)
    select ${[...before.names, "removed", "written"].map((part) => `(select count(*) from ${part})`).join(" + ")}`;
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
