import { IsObject, IsOptional, type TSchema } from "typebox";

/** Where every field may be left out, the body may be, too. */
export const isAllOptional = (body: TSchema): boolean => IsObject(body) && Object.values(body.properties).every(IsOptional);
