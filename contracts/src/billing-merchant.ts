import Type from "typebox";
import { contractsOf } from "./contract.ts";
import { atSample } from "./message-samples.ts";
import { InstantShape, MerchantIdShape } from "./message-shapes.ts";
import { OrderPoliciesShape } from "./ordering-shapes.ts";

// What billing says of those who sell.

const contract = contractsOf("billing");

export const orderPoliciesSet = contract({
  name: "OrderPoliciesSet",
  version: 1,
  description: "From now on the merchant's new orders are under these policies; those that are placed keep theirs.",
  schema: Type.Object({ merchantId: MerchantIdShape, policies: OrderPoliciesShape, setAt: InstantShape }),
  example: {
    merchantId: "default",
    policies: { awaitingCustomerMinutes: 60, reservedMinutes: 20 },
    setAt: atSample("09:00:00"),
  },
});
