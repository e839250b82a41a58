import type {
  Address,
  CartId,
  Contact,
  Currency,
  CustomerId,
  MerchantId,
  Money,
  OrderId,
  Sku,
  UnitPrice,
} from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { Sealed } from "@waybill/kernel/sealed";
import type { CartItem, Discount } from "./cart.ts";
import type { ItemPrice } from "./cart-events.ts";
import type { DeliveryWish } from "./order-events.ts";
import type { OrderTaxes } from "./taxes.ts";

/** When it is asked for. Time comes in with the command. */
type Asked = { readonly at: Instant };

export type OpenCart = Asked & {
  readonly type: "OpenCart";
  readonly cartId: CartId;
  readonly merchantId: MerchantId;
  readonly customerId: CustomerId | null;
  readonly currency: Currency;
};

/** Changes to an open cart. Prices come in with the command: the catalog's, or what staff say. */
export type EditingCommand =
  | (Asked & {
      readonly type: "AddItem";
      readonly sku: Sku;
      readonly name: string;
      readonly quantity: number;
      readonly unitPrice: UnitPrice;
      readonly priceIsSet: boolean;
    })
  /** Nothing of it removes the item. */
  | (Asked & { readonly type: "ChangeQuantity"; readonly sku: Sku; readonly quantity: number })
  | (Asked & { readonly type: "RemoveItem"; readonly sku: Sku })
  | (Asked & { readonly type: "AddDiscount"; readonly sku: Sku; readonly amount: Money; readonly reason: string | null })
  /** Without a SKU every discount goes. */
  | (Asked & { readonly type: "RemoveDiscount"; readonly sku: Sku | null })
  | (Asked & { readonly type: "AssignCustomer"; readonly customerId: CustomerId })
  | (Asked & { readonly type: "RepriceCart"; readonly prices: readonly ItemPrice[] })
  /** Merging, seen from the cart that stays … */
  | (Asked & {
      readonly type: "TakeOverItems";
      readonly from: CartId;
      readonly currency: Currency;
      readonly items: readonly CartItem[];
      readonly discounts: readonly Discount[];
    })
  /** … and from the one that ends. */
  | (Asked & { readonly type: "MergeCart"; readonly into: CartId });

export type StartCheckout = Asked & {
  readonly type: "StartCheckout";
  readonly attempt: number;
  readonly orderId: OrderId;
  readonly paymentMethod: string;
  readonly allowPartial: boolean;
  readonly delivery: DeliveryWish | null;
  readonly contact: Sealed<Contact> | null;
  readonly address: Sealed<Address> | null;
  readonly note: Sealed<string> | null;
  /** What the catalog asks now, for those items at least whose price is not sure to hold any more. */
  readonly prices: readonly ItemPrice[];
  /** How the items are taxed where they go. */
  readonly taxes: OrderTaxes;
};

/** What becomes of a checkout; given by whoever follows its order. */
export type CheckoutCommand =
  | StartCheckout
  | (Asked & { readonly type: "CompleteCheckout"; readonly orderId: OrderId })
  | (Asked & { readonly type: "ReopenCart"; readonly orderId: OrderId; readonly reason: string });

/** `ExpireCart` is given by a timer: nothing to do unless the cart has been left alone for too long. */
export type CartCommand = CheckoutCommand | EditingCommand | OpenCart | (Asked & { readonly type: "ExpireCart" });
