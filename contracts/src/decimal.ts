/** `units` × 10^-`decimals` in writing: 4497 with 2 decimals is "44.97", -5 with 3 is "-0.005". */
export const decimalText = (units: number, decimals: number): string => {
  const digits = String(Math.abs(units)).padStart(decimals + 1, "0");
  const sign = units < 0 ? "-" : "";
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
};
