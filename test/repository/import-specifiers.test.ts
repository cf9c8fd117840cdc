import { describe, expect, it } from "vitest";
import { wrongImports } from "../../scripts/layers.js";

/** What the check finds wrong in a module of core/network, which may import nothing of AWS's SDK. */
const found = (text: string): string[] =>
  wrongImports(["core/network/a.ts"], () => text).map(({ imports }) => imports);

describe("the check of imports", () => {
  it.each([
    'import "@aws-sdk/client-ec2";',
    'import { EC2 } from "@aws-sdk/client-ec2";',
    'import type { EC2 } from "@aws-sdk/client-ec2";',
    'import {\n  EC2,\n  type Tag,\n} from "@aws-sdk/client-ec2";',
    'export { EC2 } from "@aws-sdk/client-ec2";',
    'export * from "@aws-sdk/client-ec2";',
    'export type Client = import("@aws-sdk/client-ec2").EC2;',
    'const client = await import("@aws-sdk/client-ec2");',
  ])("sees %j", (text) => {
    expect(found(text)).toEqual(["@aws-sdk/client-ec2"]);
  });

  it.each([
    'export const SEPARATORS = ["./", "@aws-sdk/client-ec2"];',
    'export type Source = { from: "@aws-sdk/client-ec2" };',
    'export function read(from = "@aws-sdk/client-ec2") {}',
  ])("takes text for text in %j", (text) => {
    expect(found(text)).toEqual([]);
  });
});
