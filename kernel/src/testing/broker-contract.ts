import { describe } from "vitest";
import { itBringsMessages } from "./speaking/bringing.ts";
import { itIsFollowed } from "./speaking/followed.ts";
import type { MakeTown } from "./speaking/town.ts";

/** What every broker promises, together with an ear. */
export const describeBroker = (name: string, makeTown: MakeTown): void => {
  describe(`a broker (${name})`, () => itBringsMessages(makeTown));
  describe(`an ear (at a broker: ${name})`, () => itIsFollowed(makeTown));
};
