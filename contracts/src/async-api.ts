import type { JsonObject } from "@waybill/kernel/brand";
import { streamName } from "@waybill/kernel/event-log";
import { type Contract, versionName } from "@waybill/kernel/integration-event";
import { messageId } from "@waybill/kernel/message";
import { envelopeMediaType, envelopeOf } from "@waybill/kernel/message-envelope";
import Type from "typebox";
import { atSample } from "./message-samples.ts";

/**
 * What contexts say to one another as an AsyncAPI 3.0 document (https://www.asyncapi.com/docs/reference/specification/v3.0.0).
 * Pure: the same contracts give the same document.
 */
export const asyncApiOf = (contracts: readonly Contract[], { version }: { readonly version: string }): JsonObject => {
  const contexts = [...Map.groupBy(contracts, ({ context }) => context)];
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Waybill: what contexts say to one another",
      version,
      description:
        "Integration events as CloudEvents 1.0. A version never changes, but for optional fields that are added: let fields pass that you do not know. Messages of one partition are in order, and each names the one before it.",
    },
    defaultContentType: envelopeMediaType,
    channels: Object.fromEntries(contexts.map(([context, said]) => [context, channelOf(context, said)])),
    operations: Object.fromEntries(contexts.map(([context, said]) => [`${context}-says`, operationOf(context, said)])),
    components: {
      messages: Object.fromEntries(contracts.map((contract) => [versionName(contract), messageOf(contract)])),
      schemas: {
        Envelope: envelopeShape,
        ...Object.fromEntries(contracts.map((contract) => [versionName(contract), contract.schema])),
      },
    },
  };
};

const channelOf = (context: string, said: readonly Contract[]): JsonObject => ({
  address: `waybill.${context}.{partition}`,
  description: `What ${context} says, in the order of its log within each partition.`,
  parameters: { partition: { description: "From 0. What is about one thing is always in one partition." } },
  messages: Object.fromEntries(said.map((contract) => [versionName(contract), { $ref: `#/components/messages/${versionName(contract)}` }])),
});

const operationOf = (context: string, said: readonly Contract[]): JsonObject => ({
  action: "send",
  channel: { $ref: `#/channels/${context}` },
  summary: `Everything that ${context} says.`,
  messages: said.map((contract) => ({ $ref: `#/channels/${context}/messages/${versionName(contract)}` })),
});

const messageOf = (contract: Contract): JsonObject => {
  const example = exampleOf(contract);
  return {
    name: versionName(contract),
    title: contract.name,
    summary: contract.description,
    contentType: envelopeMediaType,
    payload: {
      allOf: [
        { $ref: "#/components/schemas/Envelope" },
        {
          type: "object",
          required: ["type", "data"],
          properties: { type: { const: example.type }, data: { $ref: `#/components/schemas/${versionName(contract)}` } },
        },
      ],
    },
    examples: [{ name: contract.name, payload: example }],
  };
};

const incarnation = "0193e9c0-5b7a-7c1e-9d55-6f0a2b9e4d10";

/** The contract's example on the wire. */
const exampleOf = ({ context, name, version, example }: Contract) => {
  const place = { context, incarnation, partition: 12, position: 3_456, index: 0 };
  return envelopeOf({
    ...place,
    id: messageId(place),
    count: 1,
    previous: messageId({ ...place, position: 3_454 }),
    name,
    version,
    subject: streamName("default", "example", "1"),
    recordedAt: atSample("09:30:00"),
    data: example,
  });
};

const MessageIdShape = Type.String({ pattern: "^[a-z][a-z0-9_-]*/[0-9a-f-]{36}/[0-9]+/[0-9]+/[0-9]+$" });

const envelopeShape: JsonObject = JSON.parse(
  JSON.stringify(
    Type.Object(
      {
        specversion: Type.Literal("1.0"),
        id: Type.String({
          ...MessageIdShape,
          description: "context/incarnation/partition/position/index: what comes twice is known by it",
        }),
        source: Type.String({ description: "/waybill/<context>" }),
        type: Type.String({ description: "waybill.<context>.<name>.v<version>" }),
        subject: Type.String({ description: "merchant/kind/id of the thing that it is about" }),
        time: Type.String({ format: "date-time" }),
        datacontenttype: Type.Literal("application/json"),
        count: Type.Integer({ minimum: 1, description: "How many messages the same event gave rise to" }),
        previous: Type.Optional(
          Type.String({
            ...MessageIdShape,
            description: "The message before it in its partition; absent in the first: whoever has not heard that one has missed something",
          }),
        ),
        correlationid: Type.Optional(Type.String({ description: "One for everything that follows from one outside request" })),
        causationid: Type.Optional(Type.String({ description: "What made the event happen" })),
        traceparent: Type.Optional(Type.String({ description: "W3C trace context" })),
        tracestate: Type.Optional(Type.String({ description: "What tracing systems say of that trace" })),
        data: Type.Object({}),
      },
      { title: "CloudEvent" },
    ),
  ),
);
