import { type Answer, exactly, orNull, pageOf, type Route, route } from "@waybill/contracts/http";
import { reject } from "@waybill/kernel/decider";
import type { BuildProgress } from "@waybill/kernel/follow-rebuild";
import type { PartitionStatus } from "@waybill/kernel/subscription";
import Type from "typebox";
import type { ContextProcess, ReadModelAtWork } from "../context-process.ts";
import type { OpsRefusal } from "./ops-refusal.ts";

const PartitionJson = exactly(
  {
    partition: Type.Integer({ minimum: 0 }),
    position: Type.Integer({ minimum: 0, description: "The last event that was handled" }),
    lag: Type.Integer({ minimum: 0, description: "Events still to be handled" }),
    standing: Type.String({ description: "`following`, `stopped` or `refused` here, or `elsewhere`", examples: ["following"] }),
  },
  { title: "FollowedPartition" },
);

const SubscriptionJson = exactly(
  {
    name: Type.String({ examples: ["order_summary"] }),
    context: Type.String({ description: "Whose follower it is", examples: ["ordering"] }),
    follows: Type.String({ description: "Whose events it follows", examples: ["ordering"] }),
    lag: Type.Integer({ minimum: 0, description: "Events still to be handled, in all partitions" }),
    partitions: Type.Array(PartitionJson, { description: "Those that are behind, or do not follow" }),
    rebuild: orNull(
      exactly(
        { done: Type.Integer({ minimum: 0 }), total: Type.Integer({ minimum: 0 }) },
        { description: "How far a rebuild is; null without one" },
      ),
    ),
  },
  { title: "Subscription" },
);

/** What follows what, how far behind, and rebuilding. Of all merchants: for whoever runs the platform. */
export const subscriptionRoutes = (processes: readonly ContextProcess[]): readonly Route[] => [
  listSubscriptions(processes),
  rebuildReadModel(processes),
  callOffRebuild(processes),
];

const listSubscriptions = (processes: readonly ContextProcess[]): Route =>
  route({
    operation: "listSubscriptions",
    method: "GET",
    path: "/v1/ops/subscriptions",
    summary: "Everything that follows events, and how far behind it is",
    description: "Of this process's followers: how far all processes together have come, and what this one does there.",
    answers: { 200: pageOf(SubscriptionJson, "SubscriptionPage") },
    handle: async (): Promise<Answer> => {
      const items = await Promise.all(processes.map(followersOf));
      return { kind: "done", status: 200, body: { items: items.flat(), next: null } };
    },
  });

const followersOf = ({ own, followers, readModels }: ContextProcess) =>
  Promise.all(
    [...followers].map(async ([name, follower]) => {
      const partitions = await follower.status();
      return {
        name,
        context: own.log.name,
        follows: follower.log,
        lag: partitions.reduce((sum, { lag }) => sum + lag, 0),
        partitions: partitions
          .filter(({ lag, standing }) => lag > 0 || (standing !== null && standing.kind !== "following"))
          .map(partitionJson),
        rebuild: progressJson((await readModels.get(name)?.rebuilding()) ?? null),
      };
    }),
  );

const partitionJson = ({ partition, position, lag, standing }: PartitionStatus) => ({
  partition,
  position,
  lag,
  standing: standing?.kind ?? "elsewhere",
});

const progressJson = (progress: BuildProgress | null) => progress && { done: progress.done, total: progress.total };

const rebuildParams = exactly({
  name: Type.String({
    pattern: "^[a-z][a-z0-9_]{0,62}$",
    description: "As the list of subscriptions calls it",
    examples: ["order_summary"],
  }),
});

const readModelNamed = (processes: readonly ContextProcess[], name: string): ReadModelAtWork | undefined =>
  processes.map(({ readModels }) => readModels.get(name)).find((one) => one !== undefined);

const rebuildReadModel = (processes: readonly ContextProcess[]): Route =>
  route({
    operation: "rebuildReadModel",
    method: "POST",
    path: "/v1/ops/read-models/:name/rebuild",
    summary: "Build a read model anew from the events",
    description:
      "Beside the one that is read, which is swapped for it when it has caught up. Nothing else happens. Again while it is under way only says how far it is.",
    params: rebuildParams,
    answers: { 200: exactly({ done: Type.Integer(), total: Type.Integer() }, { title: "RebuildProgress" }) },
    refusals: ["ReadModelIsUnknown"],
    handle: async ({ params: { name } }): Promise<Answer> => {
      const readModel = readModelNamed(processes, name);
      if (readModel === undefined) return reject<OpsRefusal>({ code: "ReadModelIsUnknown" });
      return { kind: "done", status: 200, body: progressJson(await readModel.rebuild()) };
    },
  });

const callOffRebuild = (processes: readonly ContextProcess[]): Route =>
  route({
    operation: "callOffRebuild",
    method: "DELETE",
    path: "/v1/ops/read-models/:name/rebuild",
    summary: "Call off building a read model anew",
    description:
      "Whichever process builds it. What is built so far is dropped, and the one that is read goes on as it is. Begun again, it begins from the beginning.",
    params: rebuildParams,
    answers: { 204: null },
    refusals: ["ReadModelIsUnknown", "RebuildIsNotUnderWay"],
    handle: async ({ params: { name } }): Promise<Answer> => {
      const readModel = readModelNamed(processes, name);
      if (readModel === undefined) return reject<OpsRefusal>({ code: "ReadModelIsUnknown" });
      if (!(await readModel.callOffRebuild())) return reject<OpsRefusal>({ code: "RebuildIsNotUnderWay" });
      return { kind: "done", status: 204, body: null };
    },
  });
