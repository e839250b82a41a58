import {
  CurrencyText,
  exactly,
  InstantText,
  idText,
  MoneyJson,
  orNull,
  QuantityJson,
  SkuText,
  UnitPriceJson,
} from "@waybill/contracts/http";
import { CartId } from "@waybill/contracts/vocabulary";
import { statusesOf } from "@waybill/kernel/life";
import Type from "typebox";
import { cartLife } from "../domain/cart-life.ts";
import { CustomerIdText, OrderIdText } from "./order-json.ts";

export const CartIdText = idText(CartId, "cart_01h455vb4pex5vsknk084sn02q");

const visible = statusesOf(cartLife).filter((status) => status !== "NotOpened");

const PricedLineJson = exactly(
  {
    sku: SkuText,
    name: Type.String(),
    quantity: QuantityJson,
    unitPrice: UnitPriceJson,
    discount: MoneyJson,
    tax: MoneyJson,
    total: MoneyJson,
  },
  { title: "PricedLine" },
);

const TotalsJson = exactly({ items: MoneyJson, discount: MoneyJson, tax: MoneyJson, deliveryFee: MoneyJson, grand: MoneyJson });

const DiscountJson = exactly({ sku: SkuText, amount: MoneyJson, reason: orNull(Type.String()) }, { title: "Discount" });

/** A cart as `GET` and every command on it answer it. */
export const CartJson = exactly(
  {
    id: CartIdText,
    merchantId: Type.String(),
    status: Type.Enum(visible, { title: "CartStatus" }),
    customerId: orNull(CustomerIdText),
    currency: CurrencyText,
    items: Type.Array(PricedLineJson),
    discounts: Type.Array(DiscountJson),
    totals: TotalsJson,
    orderId: Type.Union([OrderIdText, Type.Null()], { description: "The order that came of it, or is about to" }),
    mergedInto: orNull(CartIdText),
    openedAt: InstantText,
    updatedAt: InstantText,
    version: Type.Integer({ minimum: 1 }),
    deadline: orNull(exactly({ at: InstantText, owner: Type.Enum(["customer", "operator", "saga", "system"]) })),
    accessToken: Type.Optional(Type.String({ description: "For storefront keys: opens this cart, and only this one" })),
  },
  { title: "Cart" },
);

/** What lines would cost. */
export const QuoteJson = exactly(
  { currency: CurrencyText, lines: Type.Array(PricedLineJson), totals: TotalsJson, quotedAt: InstantText },
  { title: "Quote" },
);
