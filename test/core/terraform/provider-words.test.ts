import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const ROOM = "core/terraform";

/** Lines that know a provider: a resource type of AWS, or the name of AWS or one of its services. */
function providerWords(file: string, text: string): string[] {
  return text
    .split("\n")
    .flatMap((line, index) =>
      /aws_|\b(?:AWS|EC2|VPC)\b|\bAmazon\b/u.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
    );
}

describe("core/terraform", () => {
  const files = readdirSync(ROOM, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );

  it.each(files)("knows no provider in %s", (file) => {
    expect(providerWords(file, readFileSync(`${ROOM}/${file}`, "utf8"))).toEqual([]);
  });

  it("would be found out", () => {
    expect(providerWords("a.ts", 'const TYPE = "aws_vpc";\n// as EC2 writes it\nconst LAWS = 1;')).toEqual([
      'a.ts:1: const TYPE = "aws_vpc";',
      "a.ts:2: // as EC2 writes it",
    ]);
  });
});
