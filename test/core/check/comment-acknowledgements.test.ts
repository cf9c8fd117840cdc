import { describe, expect, it } from "vitest";
import { commentAcknowledgements } from "../../../core/check/comment-acknowledgements.js";
import { GUARDRAILS } from "../../../core/guardrails/guardrails.js";
import { hclLines } from "../../../core/terraform/configuration/hcl-lines.js";
import type { Resource } from "../../../core/terraform/resource.js";

const AFTER = `
resource "aws_security_group" "web" {
  name = "web # cordon:acknowledge in a text is none"
}
`;

function read(text: string, ids: readonly string[] = ["aws_security_group.web"]) {
  const { lines, comments } = hclLines(text);
  const resources = ids.map(
    (id): Resource => ({
      id,
      type: "aws_security_group",
      name: "web",
      mode: "managed",
      values: new Map(),
      provider: "aws",
      document: "main.tf",
      where: "main.tf#/resource/aws_security_group/web/0",
    }),
  );
  const result = commentAcknowledgements(
    [{ path: "main.tf", json: {}, lines, comments }],
    resources,
    GUARDRAILS,
  );
  return result.ok ? result.value : result.problems.map(({ code, where }) => `${code} at ${where}`);
}

describe("an acknowledgement in a comment", () => {
  it.each([
    ["above the block", `# cordon:acknowledge NET-002 until 2026-12-31: the shop is public${AFTER}`],
    [
      "in the block",
      AFTER.replace(
        "{\n",
        "{\n  // cordon:acknowledge CORDON-NET-002 until 2026-12-31: the shop is public\n",
      ),
    ],
    ["between the marks", `/* cordon:acknowledge NET-002 until 2026-12-31: the shop is public */${AFTER}`],
  ])("%s counts to the end of its day, for every instance", (_, text) => {
    const all = read(text, ["module.a.aws_security_group.web", "module.b.aws_security_group.web"]);
    expect(all).toMatchObject([
      {
        rule: "CORDON-NET-002",
        reason: "the shop is public",
        expires: "2027-01-01T00:00:00.000Z",
        resource: "module.a.aws_security_group.web",
        alsoCovers: ["module.b.aws_security_group.web"],
      },
    ]);
  });

  it.each([
    ["without a reason", `# cordon:acknowledge NET-002 until 2026-12-31:${AFTER}`, "INVALID at main.tf:1"],
    ["without an end", `# cordon:acknowledge NET-002: it is public${AFTER}`, "INVALID at main.tf:1"],
    [
      "of a day that does not exist",
      `# cordon:acknowledge NET-002 until 2026-02-30: x${AFTER}`,
      "INVALID at main.tf:1",
    ],
    ["with another verb", `# cordon:ignore NET-002${AFTER}`, "INVALID at main.tf:1"],
    [
      "below the last block",
      `${AFTER}# cordon:acknowledge NET-002 until 2026-12-31: x`,
      "INVALID at main.tf:5",
    ],
    [
      "of no rule",
      `# cordon:acknowledge NET-999 until 2026-12-31: x${AFTER}`,
      "RULE_UNKNOWN at main.tf:1/rule",
    ],
  ])("%s is refused", (_, text, problem) => {
    expect(read(text)).toEqual([`CORDON_ACKNOWLEDGEMENT_${problem}`]);
  });

  it("is none where the file speaks of something else", () => {
    expect(read(`# cordon is a tool${AFTER}`)).toEqual([]);
  });
});
