import { describe, expect, it } from "vitest";
import { overlargeRooms, roomSizes } from "../../scripts/room-sizes.js";
import { sourceFiles } from "../../scripts/source-files.js";
import { CHECKOUT } from "../harness/checkout.js";

const lines = (count: number): string => "line\n".repeat(count);

function sizesOf(texts: Readonly<Record<string, string>>) {
  return roomSizes(Object.keys(texts), (file) => texts[file] ?? "");
}

describe("the size of a room", () => {
  it("counts the folders of core apart and every other floor as one", () => {
    const sizes = sizesOf({
      "core/iam/a.ts": lines(1),
      "core/iam/deep/b.ts": lines(1),
      "core/errors.ts": lines(1),
      "cli/check/a.ts": lines(4),
      "cli/policy/a.ts": lines(3),
    });
    expect(sizes).toEqual([
      { room: "cli", lines: 7, share: 0.7 },
      { room: "core/iam", lines: 2, share: 0.2 },
      { room: "core/errors.ts", lines: 1, share: 0.1 },
    ]);
  });

  it("leaves out tests, helpers, generated files and what stands at the root", () => {
    const sizes = sizesOf({
      "core/iam/a.ts": lines(1),
      "test/core/a.ts": lines(9),
      "bench/a.ts": lines(9),
      "scripts/a.ts": lines(9),
      "examples/app/a.ts": lines(9),
      "adapters/files/generated/a.ts": lines(9),
      "vitest.config.ts": lines(9),
      "cli/launch.js": lines(9),
    });
    expect(sizes).toEqual([{ room: "core/iam", lines: 1, share: 1 }]);
  });

  it("is refused above a fifth of the code, not at a fifth", () => {
    const texts: Record<string, string> = {
      "core/a/a.ts": lines(20),
      "core/b/a.ts": lines(21),
      "core/c/a.ts": lines(19),
      "core/d/a.ts": lines(20),
      "core/e/a.ts": lines(20),
    };
    const overlarge = overlargeRooms(Object.keys(texts), (file) => texts[file] ?? "");
    expect(overlarge.map(({ room }) => room)).toEqual(["core/b"]);
  });
});

describe("the repository", () => {
  it("has no room with more than a fifth of the code", () => {
    expect(overlargeRooms(sourceFiles(CHECKOUT))).toEqual([]);
  });
});
