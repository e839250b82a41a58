import Type, { type TProperties } from "typebox";
import { contractsOf } from "./contract.ts";
import { atSample, locationSample, orderSample, skuSample } from "./message-samples.ts";
import { InstantShape, LocationIdShape, MerchantIdShape, OrderIdShape, QuantityShape, SkuShape } from "./message-shapes.ts";

// What inventory says of stock, one message for each article and location. What it can be asked for is in `reservation.ts`.

const contract = contractsOf("inventory");

const aboutStock = <Properties extends TProperties>(properties: Properties) =>
  Type.Object({ merchantId: MerchantIdShape, sku: SkuShape, location: LocationIdShape, ...properties });
const stockSample = { merchantId: "default", sku: skuSample, location: locationSample } as const;

export const stockChanged = contract({
  name: "StockChanged",
  version: 1,
  description: "So many units of an article can be had at one location now. The last is right; what can be had in all is the sum.",
  schema: aboutStock({ available: Type.Integer({ minimum: 0 }), changedAt: InstantShape }),
  example: { ...stockSample, available: 42, changedAt: atSample("09:30:00") },
});

export const reservationExpired = contract({
  name: "ReservationExpired",
  version: 1,
  description: "What was held for an order, or waited for, is held no longer: nobody committed it in time. `quantity` counts both.",
  schema: aboutStock({ orderId: OrderIdShape, quantity: QuantityShape, expiredAt: InstantShape }),
  example: { ...stockSample, orderId: orderSample, quantity: 6, expiredAt: atSample("09:47:00") },
});

export const reservationShort = contract({
  name: "ReservationShort",
  version: 1,
  description: "There was less on the shelf than was committed: this order has lost so many units there.",
  schema: aboutStock({ orderId: OrderIdShape, quantity: QuantityShape, shortAt: InstantShape }),
  example: { ...stockSample, orderId: orderSample, quantity: 2, shortAt: atSample("10:00:00") },
});

export const backorderFilled = contract({
  name: "BackorderFilled",
  version: 1,
  description: "Units that an order was waiting for have come and are set aside for it; `awaited` are still to come.",
  schema: aboutStock({
    orderId: OrderIdShape,
    quantity: QuantityShape,
    awaited: Type.Integer({ minimum: 0 }),
    filledAt: InstantShape,
  }),
  example: { ...stockSample, orderId: orderSample, quantity: 4, awaited: 2, filledAt: atSample("11:00:00") },
});

/** All that inventory says. */
export const inventoryLanguage = [stockChanged, reservationExpired, reservationShort, backorderFilled] as const;
