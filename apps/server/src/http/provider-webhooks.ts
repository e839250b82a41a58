import type { Billing } from "@waybill/billing";
import { exactly } from "@waybill/contracts/http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import Type from "typebox";
import { serverLimits } from "../limits.ts";
import type { Door } from "./door.ts";
import type { Frame } from "./frame.ts";
import type { Described } from "./open-api.ts";
import { send } from "./rendering.ts";

/** Where payment providers tell what they tell by themselves. They have no key: the signature says who it is. */
export const providerWebhookRoute = {
  operation: "receiveProviderWebhook",
  method: "POST",
  path: "/v1/providers/:provider/webhook",
  summary: "Take what a payment provider tells by itself",
  description: [
    "For the provider's machines: what it says is taken once, however often, late or out of order it comes. 204 says that it need not be sent again.",
    "The signature is over the very bytes of the body. What is forged, or older than five minutes, is refused and leaves nothing.",
  ].join("\n\n"),
  params: exactly({ provider: Type.String({ examples: ["simulated"], description: "The provider, as it is called here" }) }),
  body: Type.Object({}, { title: "ProviderNews", description: "JSON as the provider has it", additionalProperties: true }),
  example: {
    kind: "answer",
    key: "default/pay_01h455vb4pex5vsknk084sn02q/1-authorise",
    answer: { kind: "refused", code: "CustomerRefused" },
  },
  signed: true,
  answers: { 204: null },
  refusals: ["AnswerDoesNotFit", "ConcurrencyConflict", "DatabaseIsAway", "PaymentIsNotCreated", "ProviderIsUnknown", "WebhookIsForged"],
} as const satisfies Described;

export interface ProviderWebhooks {
  readonly receive: Billing["receiveWebhook"];
  readonly clock: Frame["clock"];
  readonly door: Door;
}

/** In a scope of its own, where bodies are bytes: parsed and written again they would be others, and no signature would fit. */
export const serveProviderWebhooks = (app: FastifyInstance, { receive, clock, door }: ProviderWebhooks): void => {
  app.register((scope, _, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_: FastifyRequest, bytes: Buffer, done) => done(null, bytes));
    scope.route({
      method: providerWebhookRoute.method,
      url: providerWebhookRoute.path,
      bodyLimit: serverLimits.webhookBytes,
      handler: async (request, reply) => {
        const webhook = { signature: signatureIn(request), body: textOf(request.body), at: clock.now() };
        return send(reply, await door.load.work(() => receive(providerIn(request), webhook)));
      },
    });
    done();
  });
};

const providerIn = ({ params }: FastifyRequest): string => String(Reflect.get(Object(params), "provider"));

const signatureIn = ({ headers }: FastifyRequest): string | null => headers["webhook-signature"]?.toString() ?? null;

/** What is no UTF-8 is another text than was signed, and refused as such. */
const textOf = (body: unknown): string => (Buffer.isBuffer(body) ? body.toString("utf8") : "");
