import { InvalidArgumentError } from "commander";

/** Where a server listens, as an option says it. @throws InvalidArgumentError */
export const httpUrl = (text: string): string => {
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? "")) throw new InvalidArgumentError("Not a URL like http://127.0.0.1:4000.");
  return text;
};
