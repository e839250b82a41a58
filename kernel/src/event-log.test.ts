import { describe, expect, it } from "vitest";
import { streamName } from "./event-log.ts";

describe("a stream's name", () => {
  it("is made of merchant, type and id", () => {
    expect(streamName("default", "order", "ord_01h455vb4pex5vsknk084sn02q")).toBe("default/order/ord_01h455vb4pex5vsknk084sn02q");
    expect(streamName("m-1.a:b", "t_2", "!\"#$%&'()*+,-.0:;<=>?@[\\]^_`{|}~")).toBe("m-1.a:b/t_2/!\"#$%&'()*+,-.0:;<=>?@[\\]^_`{|}~");
  });

  it("may be 200 characters long and no longer", () => {
    expect(streamName("m", "t", "i".repeat(196))).toHaveLength(200);
    expect(() => streamName("m", "t", "i".repeat(197))).toThrow(RangeError);
  });

  it.each([
    ["", "t", "i"],
    ["m", "", "i"],
    ["m", "t", ""],
    ["m/x", "t", "i"],
    ["m", "t", "i/j"],
    ["m", "t", "i j"],
    ["m", "t", "i\n"],
    ["m\n", "t", "i"],
    ["m", "t", "i\u0000"],
    ["m", "t", "i\u001f"],
    ["m", "t", "i\u007f"],
    ["m", "t", "größe"],
    ["mü", "t", "i"],
    ["m", "t'", "i"],
    ["m", "t", "\ud83d"],
  ])("is refused for %j, %j, %j: no store could keep it apart from another", (merchant, type, id) => {
    expect(() => streamName(merchant, type, id)).toThrow(RangeError);
  });
});
