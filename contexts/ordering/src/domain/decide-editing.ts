import { accept, nothingToDo, reject } from "@waybill/kernel/decider";
import type { CartItem, Discount, OpenedCart } from "./cart.ts";
import type { EditingCommand } from "./cart-commands.ts";
import type { CartEvent, DiscountRemoved } from "./cart-events.ts";
import { type CartSaid, itemIsUnknown, notPriceable } from "./cart-rules.ts";
import { type CartDecision, step } from "./cart-step.ts";
import { badReason } from "./order-rules.ts";

type CommandOf<Type extends EditingCommand["type"]> = Extract<EditingCommand, { readonly type: Type }>;

export const decideEditing = (command: EditingCommand, cart: OpenedCart): CartDecision => {
  // What is already so in an open cart is a success; in any other the wish itself comes too late.
  if (cart.status !== "Open") return closed(command, cart);
  const { at } = command;
  switch (command.type) {
    case "AddItem":
      return addItem(command, cart);
    case "ChangeQuantity": {
      const { sku, quantity } = command;
      const item = cart.items.find((one) => one.sku === sku);
      if (quantity === 0) return item === undefined ? nothingToDo : edit(cart, { type: "ItemRemoved", sku, at });
      if (item?.quantity === quantity) return nothingToDo;
      return edit(cart, { type: "ItemQuantityChanged", sku, quantity, at }, itemIsUnknown(cart, sku));
    }
    case "RemoveItem":
      return itemIsUnknown(cart, command.sku) ? nothingToDo : edit(cart, { type: "ItemRemoved", sku: command.sku, at });
    case "AddDiscount":
      return addDiscount(command, cart);
    case "RemoveDiscount": {
      const gone = cart.discounts.filter(({ sku }) => command.sku === null || sku === command.sku);
      const [first, ...others] = gone.map(({ sku }): DiscountRemoved => ({ type: "DiscountRemoved", sku, at }));
      return first === undefined ? nothingToDo : accept(first, ...others);
    }
    case "AssignCustomer": {
      const { customerId } = command;
      return cart.customerId === customerId ? nothingToDo : edit(cart, { type: "CustomerAssigned", customerId, at });
    }
    case "RepriceCart": {
      const set = new Map(cart.items.map(({ sku, priceIsSet }) => [sku, priceIsSet]));
      const prices = command.prices
        .filter(({ sku }) => set.get(sku) === false)
        .map(({ sku, name, unitPrice }) => ({ sku, name, unitPrice }));
      return prices.length === 0 ? nothingToDo : edit(cart, { type: "CartRepriced", prices, at });
    }
    case "TakeOverItems":
      return takeOverItems(command, cart);
    case "MergeCart":
      return step(cart, { type: "CartMerged", into: command.into, at }, sameCart(cart, command.into));
  }
};

/** Recorded when no rule objects, and the cart can be priced after it. */
const edit = (cart: OpenedCart, event: CartEvent, ...objections: readonly CartSaid[]): CartDecision =>
  step(cart, event, ...objections, notPriceable(cart, event));

const closed = (command: EditingCommand, cart: OpenedCart): CartDecision => {
  const isMergedSo = command.type === "MergeCart" && cart.status === "Merged" && cart.into === command.into;
  return isMergedSo ? nothingToDo : reject({ code: `CartIs${cart.status}` });
};

const addItem = (command: CommandOf<"AddItem">, cart: OpenedCart): CartDecision => {
  const { sku, quantity, at } = command;
  const present = cart.items.find((item) => item.sku === sku);
  // What staff have said stays said when the customer takes one more.
  const { name, unitPrice, priceIsSet } = present?.priceIsSet === true && !command.priceIsSet ? present : command;
  return edit(cart, { type: "ItemAdded", sku, name, quantity, unitPrice, priceIsSet, at });
};

const addDiscount = ({ sku, amount, reason, at }: CommandOf<"AddDiscount">, cart: OpenedCart): CartDecision => {
  const present = cart.discounts.find((discount) => discount.sku === sku);
  if (amount.currency !== cart.currency) return reject({ code: "CurrencyDiffers" });
  if (present?.amount === amount.amount && present.reason === reason) return nothingToDo;
  const badlyReasoned = reason === null ? null : badReason(reason);
  return edit(cart, { type: "DiscountAdded", sku, amount: amount.amount, reason, at }, itemIsUnknown(cart, sku), badlyReasoned);
};

const takeOverItems = (command: CommandOf<"TakeOverItems">, cart: OpenedCart): CartDecision => {
  const { from, currency, at } = command;
  const objection = sameCart(cart, from);
  if (objection) return reject(objection);
  if (command.items.length === 0) return nothingToDo;
  if (currency !== cart.currency) return reject({ code: "CurrencyDiffers" });
  const items = command.items.map(cartItem);
  return edit(cart, { type: "ItemsTakenOver", from, items, discounts: command.discounts.map(discountOf), at });
};

const sameCart = (cart: OpenedCart, other: OpenedCart["cartId"]): CartSaid => (cart.cartId === other ? { code: "CartsAreTheSame" } : null);

const cartItem = ({ sku, name, quantity, unitPrice, priceIsSet, pricedAt }: CartItem): CartItem => ({
  sku,
  name,
  quantity,
  unitPrice,
  priceIsSet,
  pricedAt,
});

const discountOf = ({ sku, amount, reason }: Discount): Discount => ({ sku, amount, reason });
