/** Every limit of the catalog: its unit is in its name, the reason beside it. */
export const catalogLimits = {
  /** Characters of a product's name: what an order's line may carry. */
  nameCharacters: 300,
  /** Characters of a tax category: a word such as `standard` or `books`. */
  taxCategoryCharacters: 40,
  /** Characters of an image's address: what every browser and proxy still takes. */
  imageUrlCharacters: 2_000,
  /** Grams of one unit: a hundred tonnes, above which nothing goes by parcel, pallet or lorry. */
  weightGrams: 100_000_000,
} as const;
