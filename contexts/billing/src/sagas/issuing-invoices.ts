import { InvoiceId, MerchantId } from "@waybill/contracts/vocabulary";
import { decodeEvent } from "@waybill/kernel/aggregate";
import type { Clock, Instant } from "@waybill/kernel/clock";
import type { CommandOutcome } from "@waybill/kernel/command-outcome";
import type { Refusal } from "@waybill/kernel/decider";
import { type EventLog, type RecordedEvent, streamName, streamParts } from "@waybill/kernel/event-log";
import { derivedUuid } from "@waybill/kernel/id";
import { mustHold } from "@waybill/kernel/saga-at-work";
import { readState } from "@waybill/kernel/state-cache";
import { dayIn } from "../day-in.ts";
import type { Invoice } from "../domain/invoice.ts";
import type { InvoiceCommand, InvoiceEvent, InvoiceKind, InvoiceTerms } from "../domain/invoice-events.ts";
import type { Manner } from "../domain/manner.ts";
import { type InvoiceHandler, type InvoiceSeriesHandler, invoiceAggregate } from "../invoices.ts";
import { readingMerchants } from "../merchants.ts";

export interface IssuingParts {
  readonly invoices: InvoiceHandler;
  readonly series: InvoiceSeriesHandler;
  readonly log: EventLog;
  readonly clock: Clock;
}

/**
 * Follows billing's own log: what is drafted gets its number and is issued, what is credited gets its credit note. Every step has an id that
 * is made of the invoice's, so there is one number for each, whoever dies where and whoever does it too.
 */
export interface Issuing {
  concerns(recorded: RecordedEvent): boolean;
  handle(recorded: RecordedEvent): Promise<void>;
  /** The same at once, for whoever waits for it. */
  issue(merchant: MerchantId, invoiceId: InvoiceId): Promise<void>;
  /** Drafts and issues what an invoice was credited with. */
  issueCreditNote(merchant: MerchantId, invoiceId: InvoiceId, creditNoteId: InvoiceId): Promise<void>;
}

/** Which numbers an invoice takes part in: those of its year, where the merchant is. Said once, in its draft. */
export const seriesOf = (kind: InvoiceKind, at: Instant, { timeZone }: Pick<Manner, "timeZone">): string =>
  `${kind === "invoice" ? "INV" : "CN"}-${dayIn(timeZone, at).slice(0, 4)}`;

export const issuingInvoices = (parts: IssuingParts): Issuing => {
  const { log, clock } = parts;
  const readMerchant = readingMerchants(log);
  const stateOf = async (merchant: MerchantId, invoiceId: InvoiceId): Promise<Invoice> =>
    (await readState(log, invoiceAggregate, streamName(merchant, invoiceAggregate.type, invoiceId))).state;

  const tell = async ({ merchantId, invoiceId }: About, command: InvoiceCommand): Promise<void> => {
    const outcome = await parts.invoices.handle(invoiceId, command, contextOf(merchantId, invoiceId, command.type));
    mustSucceed(outcome, `${command.type} ${invoiceId}`);
  };

  /** The invoice's number in its series; the first answer for ever. */
  const numberOf = async ({ merchantId, invoiceId, series }: InvoiceTerms): Promise<number> => {
    const context = contextOf(merchantId, invoiceId, "number");
    const outcome = await parts.series.handle(series, { type: "AssignNumber", invoiceId, at: clock.now() }, context);
    mustSucceed(outcome, `a number for ${invoiceId}`);
    if (outcome.kind !== "accepted") throw new Error(`${series} gave no number to ${invoiceId}`);
    // A series has no other events: a number is the version of the one that gave it out.
    return outcome.version;
  };

  const issue: Issuing["issue"] = async (merchant, invoiceId) => {
    const invoice = await stateOf(merchant, invoiceId);
    if (invoice.status !== "Draft") return;
    // Whatever else is said of who sells, the first answer stays.
    const { seller, manner } = await readMerchant(merchant);
    await tell(invoice.terms, { type: "IssueInvoice", number: await numberOf(invoice.terms), seller, manner, at: clock.now() });
  };

  const draftCreditNote = async (merchant: MerchantId, invoiceId: InvoiceId, creditNoteId: InvoiceId): Promise<void> => {
    const invoice = await stateOf(merchant, invoiceId);
    const note = invoice.status === "NotDrafted" ? undefined : invoice.creditNotes.find((one) => one.creditNoteId === creditNoteId);
    if (invoice.status === "NotDrafted" || note === undefined) throw new Error(`${invoiceId} was not credited with ${creditNoteId}`);
    const { merchantId, orderId, billTo } = invoice.terms;
    const { content, at } = note;
    const about = { merchantId, invoiceId: creditNoteId, kind: "creditNote", orderId, refersTo: invoiceId, billTo } as const;
    const { manner } = await readMerchant(merchant);
    const draft = { type: "DraftInvoice", series: seriesOf("creditNote", at, manner), content, suppliedAt: at, paid: null, at } as const;
    await tell({ merchantId, invoiceId: creditNoteId }, { ...about, ...draft });
  };

  return {
    concerns: ({ stream, type }) =>
      streamParts(stream).type === invoiceAggregate.type && (type === "InvoiceDrafted" || type === "InvoiceCredited"),
    handle: async (recorded) => {
      const { merchant, id } = streamParts(recorded.stream);
      const [merchantId, invoiceId] = [MerchantId.parse(merchant), InvoiceId.parse(id)];
      if (merchantId === null || invoiceId === null) throw new TypeError(`${recorded.stream} is not the stream of an invoice`);
      const event = decodeEvent<InvoiceEvent>(invoiceAggregate, recorded);
      if (event.type === "InvoiceDrafted") await issue(merchantId, invoiceId);
      if (event.type === "InvoiceCredited") await draftCreditNote(merchantId, invoiceId, event.creditNoteId);
    },
    issue,
    issueCreditNote: async (merchant, invoiceId, creditNoteId) => {
      await draftCreditNote(merchant, invoiceId, creditNoteId);
      await issue(merchant, creditNoteId);
    },
  };
};

type About = Pick<InvoiceTerms, "invoiceId" | "merchantId">;

const contextOf = (merchant: string, invoiceId: InvoiceId, step: string) => {
  return { merchant, actor: "billing", commandId: derivedUuid(invoiceId, step), replayableForMs: null };
};

/** @throws StoreUnavailable when it is to be tried again later; Error when it was refused, which nothing here can be. */
const mustSucceed = (outcome: CommandOutcome<unknown, unknown, Refusal>, what: string): void => {
  const held = mustHold(outcome, what);
  if (held.kind === "refused") throw new Error(`${what} was refused: ${held.refusal.code}`);
};
