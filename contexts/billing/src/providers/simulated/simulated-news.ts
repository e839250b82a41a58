import { type Currency, parseCurrency } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import Type from "typebox";
import { Compile } from "typebox/compile";
import type { ProviderNews } from "../provider.ts";

const Key = Type.String({ minLength: 1, maxLength: 200 });
const Reference = Type.String({ minLength: 1, maxLength: 200 });
const Code = Type.String({ pattern: "^[A-Z][A-Za-z0-9]{0,99}$" });
const At = Type.Unsafe<Instant>(Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 }));
const Sum = Type.Object({
  amount: Type.Integer(),
  currency: Type.Unsafe<Currency>(
    Type.Refine(
      Type.String(),
      (text) => parseCurrency(text) !== null,
      () => "must be a currency",
    ),
  ),
});

const Answer = Type.Union([
  Type.Object({ kind: Type.Literal("authorised"), reference: Reference, expiresAt: Type.Union([At, Type.Null()]) }),
  Type.Object({ kind: Type.Literal("done") }),
  Type.Object({ kind: Type.Literal("refused"), code: Code }),
]);

const News = Type.Union([
  Type.Object({ kind: Type.Literal("answer"), key: Key, answer: Answer }),
  Type.Object({
    kind: Type.Literal("dispute"),
    key: Key,
    disputeId: Reference,
    news: Type.Union([Type.Literal("opened"), Type.Literal("won"), Type.Literal("lost")]),
    amount: Sum,
    respondBy: At,
  }),
]);
const news = Compile(News);

/** What the simulated bank writes into a webhook. */
export const newsText = (said: ProviderNews): string => JSON.stringify(said);

/** Null for what it would never write. */
export const newsIn = (body: string): ProviderNews | null => {
  try {
    const said: unknown = JSON.parse(body);
    return news.Check(said) ? said : null;
  } catch {
    return null;
  }
};
