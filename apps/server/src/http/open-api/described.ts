import type { Route } from "@waybill/contracts/http";
import { permissions } from "../../access/permissions.ts";

/** A route as far as the reference tells of it. */
export type Described = Omit<Route, "handle">;

export const isForAnyone = ({ operation }: Described): boolean => permissions[operation] === "anyone";

/** Whether this status tells of one aggregate, as it is after what was asked: then it says its version. */
export const tellsVersion = ({ answers }: Described, status: number): boolean => propertiesOf(answers[status]).includes("version");

export const asksFor = ({ query }: Described, name: string): boolean => propertiesOf(query).includes(name);

const propertiesOf = (schema: unknown): readonly string[] => Object.keys(Object(Reflect.get(Object(schema), "properties")));
