import type { Sql } from "postgres";
import type { Effect } from "../effect.ts";
import type { AskOutcome } from "../saga.ts";
import { ask, type Saga, type SagaStep, setTimer } from "../saga.ts";
import type { LendKitWords } from "./example-saga.ts";

type Fact = { readonly type: "LetterWanted" } | { readonly type: "LetterPosted" } | { readonly type: "LetterNotPosted" };
type Posting = "Unknown" | "Waiting" | "Over";

export interface PostLetterWords {
  readonly heard: LendKitWords["heard"];
  readonly state: Posting;
  readonly fact: Fact;
  readonly ask: "post";
  readonly timer: "tooLate";
}

/** The least that a saga can be which has something done outside: a letter is posted, or not. */
export const postLetter: Saga<PostLetterWords> = {
  name: "post-letter",
  initial: "Unknown",
  instanceOf: ({ data }) => data.requestId,
  evolve: (_, fact) => (fact.type === "LetterWanted" ? "Waiting" : "Over"),
  isOver: (state) => state === "Over",
  decide: (hearing, state): readonly SagaStep<PostLetterWords>[] => {
    switch (hearing.kind) {
      case "message": {
        if (state !== "Unknown") return [];
        const { requestId: id } = hearing.heard.data;
        const wanted = ask("post", { context: "outside", aggregate: "letter", id, command: { type: "PostLetter", id } });
        return [{ type: "LetterWanted" }, wanted, setTimer("tooLate", { afterMs: 600_000 })];
      }
      case "answer":
        return [{ type: hearing.outcome.kind === "accepted" ? "LetterPosted" : "LetterNotPosted" }];
      case "timer":
        return [{ type: "LetterNotPosted" }];
    }
  },
};

/** The outside: a letter-box that takes whatever it is given, as often as it is given, and can be looked into. */
export const letterBox = (sql: Sql, schema: string): Effect & { prepare(): Promise<void>; posted(): Promise<readonly string[]> } => {
  const table = sql(`${schema}.letter`);
  const accepted: AskOutcome = { kind: "accepted" };
  return {
    name: "letter",
    callMs: 250,
    prepare: async () => {
      await sql`create table ${table} (key text not null)`;
    },
    call: async (key, { id }) => {
      if (id.endsWith("refused")) return { kind: "refused", refusal: { code: "AddressIsUnknown" } };
      await sql`insert into ${table} (key) values (${key})`;
      return accepted;
    },
    lookUp: async (key) => ((await sql`select from ${table} where key = ${key}`).length > 0 ? accepted : { kind: "never" }),
    posted: async () => (await sql<{ key: string }[]>`select key from ${table}`).map(({ key }) => key),
  };
};
