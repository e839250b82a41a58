/**
 * The integer nearest to `numerator / denominator`; a tie goes to the even one (IEEE 754 roundTiesToEven, "banker's
 * rounding"), so that many roundings do not drift one way. The denominator is above zero.
 */
export const divideHalfEven = (numerator: bigint, denominator: bigint): bigint => {
  const towardsZero = numerator / denominator;
  const remainder = numerator % denominator;
  const distance = (remainder < 0n ? -remainder : remainder) * 2n;
  const away = distance > denominator || (distance === denominator && towardsZero % 2n !== 0n);
  if (!away) return towardsZero;
  return numerator < 0n ? towardsZero - 1n : towardsZero + 1n;
};
