import type { Aggregate } from "../aggregate.ts";
import { carryingOut } from "../ask.ts";
import { type CommandHandler, createCommandHandler } from "../command-handler.ts";
import { accept, nothingToDo, type Refusal } from "../decider.ts";
import { type Effect, effectTarget } from "../effect.ts";
import type { EventLog, RecordedEvent } from "../event-log.ts";
import { say } from "../integration-event.ts";
import { createMemoryEventLog } from "../memory/event-log.ts";
import { envelopeOf, openEnvelope } from "../message-envelope.ts";
import { createSpeech } from "../speech.ts";
import { understand } from "../understanding.ts";
import { voiceOf } from "../voice.ts";
import { kitRequestedV1, type LendKitWords } from "./example-saga.ts";
import { lendingProcess, pipelineOver } from "./lending-process.ts";
import { eventsOf, newStores, recordedIn } from "./lending-schedule.ts";

type RequestKit = { readonly type: "RequestKit"; readonly requestId: string; readonly kitId: string };
type KitRequested = { readonly type: "KitRequested"; readonly requestId: string; readonly kitId: string };

const request: Aggregate<RequestKit, boolean, KitRequested> = {
  type: "request",
  decider: {
    initial: false,
    evolve: () => true,
    decide: ({ requestId, kitId }, isRequested) => (isRequested ? nothingToDo : accept({ type: "KitRequested", requestId, kitId })),
  },
};

/** Four contexts of the example and the outside, in one process: what is asked of the front goes as far as it goes. */
export interface LendingTown {
  readonly front: CommandHandler<RequestKit, boolean, KitRequested, Refusal>;
  /** By name. */
  readonly logs: ReadonlyMap<string, EventLog>;
  /** Lets everybody hear, ask and answer until nothing more happens; or only hear, as if all were away that could be asked. */
  settle(asks?: "carried out" | "left"): Promise<void>;
  /** Lets time pass, and fires what is due. */
  pass(elapsedMs: number): Promise<void>;
  all(): Promise<readonly RecordedEvent[]>;
}

export const lendingTown = (): LendingTown => {
  const stores = newStores();
  const [front, outside] = ["front", "outside"].map((name) => createMemoryEventLog({ name, partitions: 2 }));
  if (front === undefined || outside === undefined) throw new Error("two logs were made");
  const logs = [front, stores.log, stores.store, stores.desk, outside];
  const speech = createSpeech({
    log: front,
    voices: [voiceOf<KitRequested>(request, ({ requestId, kitId }) => [say(kitRequestedV1, { requestId, kitId })])],
  });
  const its = lendingProcess(stores);
  // What the store does is also done outside, under the same asks.
  const target = effectTarget("store", pipelineOver(outside), [outsideOf("hold")]);
  const { checkpoints, log } = stores;
  const doing = carryingOut({ subscription: "outside", target, sagas: [its.lending], checkpoints, log });

  const heard = async (): Promise<readonly LendKitWords["heard"][]> => {
    const messages = await speech.messagesOf(await eventsOf(front));
    const overTheWire = messages.map((message) => openEnvelope(JSON.parse(JSON.stringify(envelopeOf(message)))));
    const opened = overTheWire.flatMap((envelope) => (envelope.kind === "message" ? [envelope.message] : []));
    return opened.flatMap((message) => understand([kitRequestedV1], [message])).filter((one) => one.kind === "understood");
  };
  const count = async () => (await Promise.all(logs.map(eventsOf))).flat().length;
  // Everything is told everything again and again: what it has heard before changes nothing.
  const settle: LendingTown["settle"] = async (asks = "carried out") => {
    const followers = [...its.followers].filter(([name]) => asks === "carried out" || !name.startsWith("asks"));
    const handles = [...followers.map(([, handle]) => handle), ...(asks === "carried out" ? [doing] : [])];
    for (let before = -1; before !== (await count()); ) {
      before = await count();
      await its.hear({ heard: await heard(), moves: [] });
      const events = await recordedIn(log);
      for (const handle of handles) await handle({ events, moves: [] });
    }
  };
  return {
    front: createCommandHandler(pipelineOver(front), request),
    logs: new Map(logs.map((one) => [one.name, one])),
    settle,
    pass: async (elapsedMs) => {
      stores.passMs(elapsedMs);
      await its.firing.fireDue([0, 1]);
    },
    all: async () => (await Promise.all(logs.map(eventsOf))).flat(),
  };
};

const outsideOf = (name: string): Effect => ({
  name,
  callMs: 1_000,
  call: async () => ({ kind: "accepted" }),
  lookUp: async () => ({ kind: "never" }),
});
