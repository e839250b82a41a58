declare const brand: unique symbol;

/** A value of `T` that only its constructor may make: an `OrderId` is not just any string. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** What JSON can hold. Events, refusals and outcomes are made of it and of nothing else. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json | undefined };
