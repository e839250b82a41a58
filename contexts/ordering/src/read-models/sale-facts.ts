import type { CustomerId, MerchantId, Sku } from "@waybill/contracts/vocabulary";
import { gather } from "@waybill/kernel/gather";
import { type CompiledQuery, type Kysely, type RawBuilder, sql } from "kysely";
import { type CustomerStandingRow, customerStanding } from "./customer-standing.ts";
import { type ProductPriceRow, productPrice } from "./product-price.ts";
import { type SaleTermsRow, saleTerms } from "./sale-terms.ts";

/** What ordering has heard of others, and whoever orders needs to know. */
export interface SaleFacts {
  readonly prices: readonly ProductPriceRow[];
  readonly standings: readonly CustomerStandingRow[];
  readonly terms: readonly SaleTermsRow[];
}

/** By what facts are found; those that nobody wishes for are not looked for. */
export interface FactsWish {
  readonly prices?: readonly { readonly merchant: MerchantId; readonly sku: Sku }[];
  readonly standings?: readonly { readonly merchant: MerchantId; readonly customerId: CustomerId }[];
  /** `country` is null for all that is known of the merchant, `nowhere` for its policies. */
  readonly terms?: readonly { readonly merchant: MerchantId; readonly country: string | null }[];
}

/** Where goods go that policies are asked for. */
export const nowhere = "";

type AskForFacts = (wish: FactsWish) => Promise<SaleFacts>;

/** An order asks for its prices, its taxes, its policies and its customer: some sixty orders at once. */
const wishesTogether = 256;

/** One for all read models in a schema: what is asked of any of them in one turn is one statement. */
const askersOf = new WeakMap<Kysely<unknown>, AskForFacts>();

/**
 * On PostgreSQL, in the schema that `database` is bound to. The facts are at least those that were wished for, of one moment; there may
 * be some among them that others asked for.
 */
export const saleFactsIn = (database: Kysely<unknown>): AskForFacts => {
  const asker = askersOf.get(database) ?? createAsker(database);
  askersOf.set(database, asker);
  return asker;
};

const createAsker = (database: Kysely<unknown>): AskForFacts => {
  /** Made once of each kind: to put a statement together takes as long as to send it. */
  const statements = new Map<string, CompiledQuery<SaleFacts>>();
  const statementFor = (kinds: readonly Kind[]): CompiledQuery<SaleFacts> => {
    const name = kinds.join();
    const statement = statements.get(name) ?? statementOf(database, kinds);
    statements.set(name, statement);
    return statement;
  };
  return gather(
    async (wishes: readonly FactsWish[]) => {
      const wanted = allKinds.filter((kind) => wishes.some((wish) => wish[kind] !== undefined));
      const parameters = wanted.map((kind) => listOf(wishes.flatMap((wish): readonly object[] => wish[kind] ?? [])));
      const { rows } = await database.executeQuery<SaleFacts>({ ...statementFor(wanted), parameters });
      const facts: SaleFacts = { prices: [], standings: [], terms: [], ...rows[0] };
      return wishes.map(() => facts);
    },
    { most: wishesTogether },
  );
};

type Kind = keyof SaleFacts;
const allKinds: readonly Kind[] = ["prices", "standings", "terms"];

/** Most orders of one moment go to the same few countries, and many are of the same products. */
const listOf = (wishes: readonly object[]): string => `[${[...new Set(wishes.map((wish) => JSON.stringify(wish)))].join(",")}]`;

/** One row, with a list of rows for each kind; its parameters are the wishes of each kind, as JSON. */
const statementOf = (database: Kysely<unknown>, kinds: readonly Kind[]): CompiledQuery<SaleFacts> =>
  sql<SaleFacts>`select ${sql.join(kinds.map((kind) => sql`${select[kind](database)} as ${sql.ref(kind)}`))}`.compile(database);

const wishesInJson = sql`json_to_recordset(${"[]"}::text::json)`;

const select = {
  prices: (database: Kysely<unknown>) =>
    database
      .withTables<{ product_price_v2: ProductPriceRow }>()
      .selectFrom("product_price_v2")
      .select(listed(productPrice).as("rows"))
      .where(sql<boolean>`(merchant, sku) in (select merchant, sku from ${wishesInJson} as wish(merchant text, sku text))`),
  standings: (database: Kysely<unknown>) =>
    database
      .withTables<{ customer_standing_v1: CustomerStandingRow }>()
      .selectFrom("customer_standing_v1")
      .select(listed(customerStanding).as("rows"))
      .where(
        sql<boolean>`(merchant, customer_id) in (select merchant, "customerId" from ${wishesInJson} as wish(merchant text, "customerId" text))`,
      ),
  terms: (database: Kysely<unknown>) =>
    database
      .withTables<{ sale_terms_v2: SaleTermsRow }>()
      .selectFrom("sale_terms_v2")
      .select(listed(saleTerms).as("rows"))
      .where(
        sql<boolean>`exists (
          select from ${wishesInJson} as wish(merchant text, country text)
          where wish.merchant = sale_terms_v2.merchant
            and coalesce(wish.country, sale_terms_v2.country, ${sql.lit(nowhere)}) = coalesce(sale_terms_v2.country, ${sql.lit(nowhere)})
        )`,
      ),
};

/** All rows as one list of JSON: the driver takes longer over each row, and over each of its columns, than to read all of it at once. */
const listed = ({ columns }: { readonly columns: object }): RawBuilder<string> => {
  const fields = Object.keys(columns).flatMap((column) => [sql.lit(column), sql.ref(column)]);
  return sql`coalesce(json_agg(json_build_object(${sql.join(fields)})), '[]')`;
};
