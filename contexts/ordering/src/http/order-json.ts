import {
  AddressJson,
  ContactJson,
  CurrencyText,
  ExternalIdText,
  exactly,
  InstantText,
  idText,
  MetadataJson,
  MoneyJson,
  orNull,
  QuantityJson,
  SkuText,
  UnitPriceJson,
} from "@waybill/contracts/http";
import { CustomerId, OrderId } from "@waybill/contracts/vocabulary";
import { statusesOf } from "@waybill/kernel/life";
import Type from "typebox";
import { paymentStatuses } from "../domain/order-document.ts";
import { orderLife } from "../domain/order-life.ts";

export const OrderIdText = idText(OrderId, "ord_01h455vb4pex5vsknk084sn02q");
export const CustomerIdText = idText(CustomerId, "cus_01h455vb4pex5vsknk084sn02q");

const visible = statusesOf(orderLife).filter((status) => status !== "NotPlaced");
export const OrderStatusText = Type.Enum(visible, { title: "OrderStatus" });

const units = Type.Integer({ minimum: 0 });

const LineJson = exactly(
  {
    id: Type.Integer({ minimum: 1, description: "Its number within the order" }),
    sku: SkuText,
    name: Type.String(),
    quantity: QuantityJson,
    unitPrice: UnitPriceJson,
    discount: MoneyJson,
    tax: MoneyJson,
    total: MoneyJson,
    reserved: units,
    handedOver: units,
    delivered: units,
    returned: units,
    cancelled: units,
  },
  { title: "OrderLine" },
);

const TotalsJson = exactly(
  { items: MoneyJson, discount: MoneyJson, tax: MoneyJson, deliveryFee: MoneyJson, grand: MoneyJson },
  { description: "As ordered; `payment.due` is what is left of it" },
);

const PaymentJson = exactly({
  status: Type.Enum([...paymentStatuses]),
  due: MoneyJson,
  authorised: MoneyJson,
  captured: MoneyJson,
  refunded: MoneyJson,
});

const RefusalJson = exactly({
  code: Type.String(),
  lines: Type.Array(exactly({ sku: SkuText, requested: units, available: units })),
});

const DeliveryJson = exactly({
  method: Type.Enum(["carrier", "collect", "courier", "none"]),
  slot: orNull(Type.String()),
  instructions: Type.Optional(orNull(Type.String())),
});

/** An order as `GET` and every command on it answer it. What is about the person is there only for those who may see it. */
export const OrderJson = exactly(
  {
    id: OrderIdText,
    number: Type.String({ description: "What people call it on the phone", examples: ["4N02-Q7XK"] }),
    status: OrderStatusText,
    holds: Type.Array(exactly({ reason: Type.String(), until: orNull(InstantText) })),
    merchantId: Type.String(),
    customerId: orNull(CustomerIdText),
    customerRef: orNull(Type.String({ description: "The customer as another system calls them" })),
    country: orNull(Type.String({ description: "As another system wrote it" })),
    externalId: orNull(ExternalIdText),
    currency: CurrencyText,
    lines: Type.Array(LineJson),
    totals: TotalsJson,
    payment: PaymentJson,
    fulfilments: Type.Array(Type.Object({})),
    deliveries: Type.Array(Type.Object({})),
    refusal: orNull(RefusalJson),
    delivery: orNull(DeliveryJson),
    promise: orNull(exactly({ from: InstantText, until: InstantText })),
    contact: Type.Optional(orNull(ContactJson)),
    address: Type.Optional(orNull(AddressJson)),
    note: Type.Optional(orNull(Type.String())),
    metadata: MetadataJson,
    placedAt: InstantText,
    updatedAt: InstantText,
    version: Type.Integer({ minimum: 1 }),
    deadline: orNull(exactly({ at: InstantText, owner: Type.Enum(["customer", "operator", "saga", "system"]) })),
    accessToken: Type.Optional(Type.String({ description: "For storefront keys: opens this order, and only this one" })),
  },
  { title: "Order" },
);

/** An order as lists show it. */
export const OrderSummaryJson = exactly(
  {
    id: OrderIdText,
    number: Type.String(),
    status: OrderStatusText,
    onHold: Type.Boolean(),
    customerId: orNull(CustomerIdText),
    externalId: orNull(ExternalIdText),
    total: MoneyJson,
    lineCount: Type.Integer({ minimum: 1 }),
    units: Type.Integer({ minimum: 1 }),
    placedAt: InstantText,
    updatedAt: InstantText,
    version: Type.Integer({ minimum: 1 }),
  },
  { title: "OrderSummary" },
);
