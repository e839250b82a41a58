/** What Windows-1252 has beyond Latin-1, such as the euro sign. */
const beyondLatin1 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";

/** The text in the alphabet of a PDF's own fonts: accents are composed, and what it lacks is `?`. */
export const winAnsi = (text: string): string =>
  [...text.normalize("NFC").replace(/\s/g, " ")].map((character) => (isWritable(character) ? character : "?")).join("");

const isWritable = (character: string): boolean => {
  const code = character.codePointAt(0) ?? 0;
  return (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff) || beyondLatin1.includes(character);
};
