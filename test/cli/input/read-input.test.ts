import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readInput } from "../../../cli/input/read-input.js";
import { valueOrThrow } from "../../../core/errors.js";
import { readDocument } from "../../../core/reachability/read-document.js";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cordon-input-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

function vpcOf(block: string): object {
  return { aws_vpc: { main: { cidr_block: block } } };
}

/** The block of the VPC that the folder's files come to; undefined where it is not known. */
async function vpcBlock(): Promise<string | undefined> {
  const model = valueOrThrow(readDocument(valueOrThrow(await readInput(folder)).files));
  return model.vpcs.get("aws_vpc.main")?.ipv4?.toCidrs()[0]?.text;
}

async function refusal(path: string): Promise<string> {
  const read = await readInput(path);
  if (read.ok) throw new Error("it was read");
  const [problem] = read.problems;
  return `${problem?.code} at ${problem?.where?.replace(folder, "")}: ${problem?.summary}. Got: ${problem?.got.replace(folder, "")}`;
}

describe("reading an input", () => {
  it("takes every stack of a cdktf.out folder, by its manifest", async () => {
    const stacks = Object.fromEntries(
      ["net", "shop"].map((name) => [name, { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json` }]),
    );
    write("manifest.json", JSON.stringify({ version: "0.21.0", stacks }));
    for (const name of ["net", "shop"])
      write(`stacks/${name}/cdk.tf.json`, JSON.stringify({ output: { name } }));
    const read = await readInput(folder);
    expect(read.ok && read.value.files.map(({ stack, json }) => [stack, json])).toEqual([
      ["net", { output: { name: "net" } }],
      ["shop", { output: { name: "shop" } }],
    ]);
  });

  it("takes the *.tf.json files of another folder, in order, and a single file", async () => {
    write("b.tf.json", "{}");
    const first = write("a.tf.json", "\uFEFF{}");
    const both = await readInput(folder);
    expect(both.ok && both.value.files.map(({ path }) => path)).toEqual([first, join(folder, "b.tf.json")]);
    const one = await readInput(first);
    expect(one.ok && one.value.files).toEqual([{ path: first, json: {} }]);
  });

  it("takes the values of variables from where Terraform takes them", async () => {
    write(
      "main.tf.json",
      JSON.stringify({ variable: { office: { default: "10.0.0.0/8" } }, resource: vpcOf(`\${var.office}`) }),
    );
    write("terraform.tfvars.json", JSON.stringify({ office: "10.1.0.0/16" }));
    write("last.auto.tfvars.json", JSON.stringify({ office: "10.2.0.0/16" }));
    expect(await vpcBlock()).toBe("10.2.0.0/16");
    write("more.auto.tfvars", 'office = "10.3.0.0/16"');
    expect(await vpcBlock()).toBe("10.3.0.0/16");
  });

  it("refuses what is not there", async () => {
    expect(await refusal(join(folder, "nothing"))).toBe(
      'CORDON_INPUT_MISSING at /nothing: there is no such file or folder. Got: "/nothing"',
    );
  });

  it("refuses a folder without anything to check", async () => {
    write("main.hcl", "");
    expect(await refusal(folder)).toBe(
      'CORDON_INPUT_MISSING at : the folder holds nothing that can be checked. Got: ["main.hcl"]',
    );
  });

  it("refuses truncated JSON with line and column", async () => {
    const path = write("cdk.tf.json", '{\n  "resource": {\n    "aws_vpc": ');
    expect(await refusal(path)).toBe(
      "CORDON_INPUT_NOT_JSON at /cdk.tf.json:3:16: the text is not JSON: value expected. Got: the end of the text",
    );
  });

  it("refuses broken JSON with line and column", async () => {
    const path = write("cdk.tf.json", '{\n  "resource": }');
    expect(await refusal(path)).toBe(
      'CORDON_INPUT_NOT_JSON at /cdk.tf.json:2:15: the text is not JSON: value expected. Got: "}"',
    );
  });

  it("refuses a file that is not UTF-8", async () => {
    const path = join(folder, "cdk.tf.json");
    writeFileSync(path, Buffer.from('{"output":{"name":"caf\u00e9"}}', "latin1"));
    expect(await refusal(path)).toBe(
      'CORDON_INPUT_UNREADABLE at /cdk.tf.json: the file is not UTF-8. Got: "/cdk.tf.json"',
    );
  });

  it("leaves the subfolders of a folder of Terraform alone: a module is one folder", async () => {
    const own = write("main.tf.json", "{}");
    write("modules/vpc/main.tf.json", "{}");
    const read = await readInput(folder);
    expect(read.ok && read.value.files.map(({ path }) => path)).toEqual([own]);
  });

  it("refuses a file beyond the byte budget without reading it, and names the limit", async () => {
    const path = write("plan.json", "{}");
    truncateSync(path, 200 * 1024 * 1024);
    expect(await refusal(path)).toBe(
      "CORDON_INPUT_TOO_LARGE at /plan.json: the input is too large to be read within the memory bound. Got: 200 MiB",
    );
  });

  it("refuses forms that only Terraform reads", async () => {
    expect(await refusal(write("plan", "PK\u0003\u0004…"))).toBe(
      "CORDON_INPUT_NOT_CHECKABLE at /plan: only Terraform itself reads this form. Got: a binary plan",
    );
    expect(await refusal(write("main.tf", "resource {}"))).toBe(
      "CORDON_INPUT_NOT_CHECKABLE at /main.tf: a file of HCL is read with its folder. Got: HCL",
    );
  });

  it("refuses a manifest that leads out of its folder", async () => {
    write("manifest.json", JSON.stringify({ stacks: { x: { synthesizedStackPath: "../../secret.json" } } }));
    expect(await refusal(folder)).toBe(
      'CORDON_INPUT_MANIFEST at /manifest.json: the manifest is not one that CDKTF writes. Got: "../../secret.json"',
    );
    write("manifest.json", JSON.stringify({ stacks: [] }));
    expect(await refusal(folder)).toBe(
      "CORDON_INPUT_MANIFEST at /manifest.json: the manifest is not one that CDKTF writes. Got: []",
    );
  });
});
