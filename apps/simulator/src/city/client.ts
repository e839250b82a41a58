import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "@waybill/contracts/http";
import { KeyId } from "@waybill/contracts/vocabulary";
import type { Asked, InProcessCaller } from "@waybill/server/in-process";
import type { Chance } from "../host/chance.ts";
import type { Fleet } from "../processes/fleet.ts";

/** Asks the platform as programs do over HTTP: again under the same key, elsewhere, until it is answered. */
export interface Client {
  /** The answer; null when none came, however often it was asked. */
  ask(operation: string, asked: Asked): Promise<Told | null>;
}

/** What was answered for good. */
export type Told = Extract<Answer, { readonly kind: "done" | "refused" }>;

const caller: InProcessCaller = { keyId: KeyId.derive("simulator"), merchant: "default", role: "admin", actor: "simulator" };

/** How often something is asked, and how long an answer is waited for. */
const attempts = 60;
const patienceMs = 20_000;

export const createClient = (fleet: Fleet, chance: Chance): Client => {
  const askOnce = async (operation: string, asked: Asked): Promise<Answer | null> => {
    const servers = [...fleet.servers];
    if (servers.length === 0) return null;
    const { life, platform } = chance.oneOf(servers);
    const given = Promise.race([
      platform.call(operation, asked, caller).catch(() => null),
      life.fate.death.then(() => null),
      sleep(patienceMs, null),
    ]);
    return given;
  };
  const ask = async (operation: string, asked: Asked): Promise<Told | null> => {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const answer = await askOnce(operation, asked);
      if (answer?.kind === "done" || answer?.kind === "refused") return answer;
      await sleep(chance.between(100, 4_000));
    }
    return null;
  };
  return {
    ask: async (operation, asked) => {
      const isTwice = asked.key !== undefined && chance.happens(0.1);
      if (!isTwice) return ask(operation, asked);
      // A client that lost patience: the same request is under way twice.
      const [first, second] = await Promise.all([ask(operation, asked), sleep(chance.between(0, 500)).then(() => ask(operation, asked))]);
      return first ?? second;
    },
  };
};
