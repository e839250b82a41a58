/** Every limit of the vocabulary: its unit is in its name, the reason beside it. */
export const vocabularyLimits = {
  /**
   * The largest amount of money, either side of zero. Fifteen digits: every JSON reader keeps them exactly, and two such
   * amounts can be added before the check without leaving the safe integers.
   */
  moneyMinorUnits: 999_999_999_999_999,
  /** Decimals of a unit price: screws cost 0.001, a kilobyte 0.00000012; eight are what price lists use at most. */
  unitPriceDecimals: 8,
  /** Units of one line. The largest of 77,628 real wholesale lines has 74,215. */
  quantityUnits: 1_000_000,
  /** Characters of a SKU: what the longest article numbers (GTIN with batch and serial) take. */
  skuCharacters: 64,
  /** Characters of a SKU when percent-encoded: with merchant and location beside it, a stream's name stays below 200. */
  skuEncodedCharacters: 120,
  /** Characters of a location's name, for the same reason. */
  locationCharacters: 32,
  /** Characters of the id that another system gave an order. */
  externalIdCharacters: 100,
} as const;
