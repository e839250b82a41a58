import type { Route } from "@waybill/contracts/http";
import { permissions } from "../../access/permissions.ts";

/** A route as far as the reference tells of it. */
export type Described = Omit<Route, "handle" | "text"> & {
  /** The media type of an answer that is no JSON. */
  readonly text?: "text/event-stream" | "text/html" | "text/plain";
  /** Whether a signature says who asks. */
  readonly signed?: true;
};

export const isForAnyone = ({ operation }: Described): boolean => permissions[operation] === "anyone";

/** Machines that watch are neither counted nor refused. */
export const isWatched = ({ operation }: Described): boolean => ["getMetrics", "isAlive", "isReady"].includes(operation);

/** Whether this status tells of one aggregate, as it is after what was asked: then it says its version. */
export const tellsVersion = ({ answers }: Described, status: number): boolean => {
  const schema: unknown = answers[status];
  const kinds: unknown = Reflect.get(Object(schema), "anyOf");
  return (Array.isArray(kinds) ? kinds : [schema]).every((kind) => propertiesOf(kind).includes("version"));
};

export const asksFor = ({ query }: Described, name: string): boolean => propertiesOf(query).includes(name);

const propertiesOf = (schema: unknown): readonly string[] => Object.keys(Object(Reflect.get(Object(schema), "properties")));
