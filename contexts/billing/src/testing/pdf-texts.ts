import { inflateSync } from "node:zlib";

/** What a PDF of ours writes, page by page: texts are hexadecimal within brackets. */
export const textsIn = (pdf: Buffer): string => {
  const texts: string[] = [];
  for (let at = pdf.indexOf("stream\n"); at >= 0; at = pdf.indexOf("\nstream\n", at + 1)) {
    const start = pdf.indexOf("stream\n", at) + "stream\n".length;
    const page = inflateSync(pdf.subarray(start, pdf.indexOf("\nendstream", start))).toString("latin1");
    for (const [, array = ""] of page.matchAll(/\[([^\]]*)\] TJ/g))
      texts.push([...array.matchAll(/<([0-9a-f]*)>/g)].map(([, hex = ""]) => Buffer.from(hex, "hex").toString("latin1")).join(""));
  }
  return texts.join("\n");
};
