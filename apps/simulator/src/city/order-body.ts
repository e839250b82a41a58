import type { Told } from "./client.ts";

/** What a customer looks at in the answer about an order, a cart or a quote. */
export interface OrderBody {
  readonly id: string;
  readonly status: string;
  readonly totals: { readonly grand: { readonly amount: number; readonly currency: string } };
  readonly payment: { readonly status: string } & {
    readonly [Movement in "authorised" | "captured" | "refunded"]: { readonly amount: number };
  };
  readonly lines: readonly { readonly id: number; readonly sku: string; readonly quantity: number }[];
}

/** The platform's answers are held to their description elsewhere. */
export const bodyOf = ({ body }: Extract<Told, { readonly kind: "done" }>): OrderBody => body as OrderBody;
