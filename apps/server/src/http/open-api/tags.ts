import type { Described } from "./described.ts";

/** What the parts of the API are about, by the first word of their paths; the order is the reference's. */
const tagWords: Readonly<Record<string, string>> = {
  merchant: "Whose shop it is, and its policies",
  keys: "Who may ask, and for what",
  locations: "Where stock lies and orders are made ready",
  products: "What is sold",
  stock: "What there is, and who may count on it",
  customers: "People, and what is theirs alone",
  carts: "What somebody thinks of ordering: nothing in it is promised",
  quotes: "What an order would cost",
  orders: "The promise: what was asked for, and what has become of it",
  returns: "What comes back",
  payments: "Money on its way",
  providers: "What payment providers tell us",
  invoices: "Money on paper",
  reconciliations: "Whether our books and the provider's agree",
  "tax-rates": "What the state takes",
  fulfilments: "A warehouse's or a kitchen's work on an order",
  deliveries: "Bringing it",
  couriers: "Who brings it",
  files: "Proofs and pictures",
  zones: "Where we bring things",
  tariffs: "What bringing costs",
  slots: "When we bring things",
  track: "Where it is, for whoever waits for it",
  notifications: "What people are told",
  inbox: "What one customer is told",
  templates: "In which words people are told",
  "webhook-endpoints": "Where other systems are told",
  events: "What happened, for other systems to read",
  audit: "Who did what, and what came of it",
  ops: "Looking after a running system",
  operations: "For machines that watch and people who read",
};

export const tagOf = ({ path }: Described): string => /^\/v1\/([\w-]+)/.exec(path)?.[1] ?? "operations";

/** The tags of these routes, described. One that is not in the table is missing here, and the linter's test says so. */
export const tagsOf = (routes: readonly Described[]) => {
  const used = new Set(routes.map(tagOf));
  return Object.entries(tagWords)
    .filter(([name]) => used.has(name))
    .map(([name, description]) => ({ name, description }));
};
