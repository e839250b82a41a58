/** Every limit of inventory: its unit is in its name, the reason beside it. */
export const inventoryLimits = {
  /** Units of one article at one location: a thousand of the largest lines, within the 32 bits of a column. */
  unitsAtLocation: 1_000_000_000,
  /** Units that one adjustment adds or takes away: a thousand of the largest lines, too. */
  adjustedUnits: 1_000_000_000,
  /** Characters of a reason: a sentence or two for whoever looks into it later. */
  reasonCharacters: 300,
  /** Orders that wait for one article at one location: one receipt fills them all in one decision, which is then 1 MB of events. */
  awaitingOrders: 5_000,
  /** Locations that one article lies at: a reservation may have to ask each of them in turn. */
  locationsOfArticle: 200,
  /** Reservations that are taken step by step after one whose steps could not be recorded at once: a second of a busy process. */
  worksStepByStep: 100,
  /** The first of all priorities is 0. Where none is set, a location comes in the middle. */
  priorityMost: 1_000,
  usualPriority: 500,
  /** A chunk of a sorted map is split when it has more entries: measured from 16 to 512, copying costs least around here. */
  chunkEntries: 64,
} as const;
