import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sarifProblems } from "../../core/check/sarif-schema.js";
import { threeTier } from "../../core/reachability/documents.js";
import { CHECKOUT } from "../../harness/checkout.js";
import { run } from "../../harness/command.js";
import { type CordonCommand, cordonCommand } from "../cordon-command.js";

let cordon: CordonCommand;
beforeAll(async () => {
  cordon = await cordonCommand("screen");
});
afterAll(() => cordon.remove());

const SHAPES = join(CHECKOUT, "test/core/reachability/documents/module-shapes");
const lines = (text: string) => text.trimEnd().split("\n");

/** What the command prints where the variable COLUMNS is set. */
async function printed(columns: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [cordon.program, ...args], {
    cwd: cordon.folder.path,
    env: { COLUMNS: columns },
    allowedExitCodes: [0, 1, 3],
  });
  return stdout;
}

describe("a plan of modules", () => {
  it.each(["alb", "ecs", "eks", "rds-aurora", "vpc-endpoints"])("%s fits a screen", async (shape) => {
    for (const columns of [80, 120]) {
      const text = await printed(String(columns), "check", join(SHAPES, `${shape}.plan.json`));
      expect(lines(text).length).toBeLessThanOrEqual(50);
      for (const line of lines(text)) expect(line.length, line).toBeLessThanOrEqual(columns);
    }
  });

  it("says what to resolve first, what was shortened, and every grave rule", async () => {
    const file = join(SHAPES, "eks.plan.json");
    const short = await printed("80", "check", file);
    expect(lines(short)[1]).toMatch(/^resolve first: module\.green\./);
    expect(short).toContain("--source <dir>");
    const { findings } = JSON.parse(await printed("80", "check", file, "--format", "json"));
    const grave = findings.filter(({ severity }: { severity: string }) => /critical|high/.test(severity));
    expect(grave.length).toBeGreaterThan(0);
    for (const { rule } of grave) expect(short).toContain(`HIGH     ${rule}`);
    const last = short.slice(short.indexOf("shortened to fit a screen")).replaceAll("\n", " ");
    for (const section of ["findings", "who reaches whom", "rules"]) expect(last).toContain(section);
    const whole = await printed("80", "check", file, "--details");
    for (const title of ["Who reaches whom", "Only possible", "Numbers", "Rules"])
      expect(whole).toContain(`\n${title}\n`);
  });

  it("tells two instances of a module apart, in names that options take", async () => {
    const file = join(SHAPES, "eks.plan.json");
    const whole = await printed("120", "check", file, "--details");
    for (const name of ["blue.node", "green.node"]) {
      expect(whole).toContain(name);
      expect(await printed("120", "check", file, "--around", name)).toContain(`away from ${name};`);
    }
    expect(whole).not.toMatch(/^ *[0-9]+ {2}this /m);
  });
});

describe("the width", () => {
  const three = () => cordon.write("three.tf.json", JSON.stringify(threeTier().build(), null, 2));
  const widest = (text: string) => Math.max(...lines(text).map(({ length }) => length));

  it.each([
    ["120", 120],
    ["60", 60],
    ["20", 60],
    ["9999", 160],
    ["wide", 80],
    ["-5", 80],
    ["0", 80],
    ["", 80],
  ])("COLUMNS=%s is at most %d", async (columns, most) => {
    const width = widest(await printed(columns, "check", three(), "--details"));
    expect(width).toBeLessThanOrEqual(most);
    expect(width).toBeGreaterThan(most - 6);
  });

  it("is the same for diff", async () => {
    const file = three();
    const other = cordon.write("other.tf.json", threeTier().egress("out", "db", "0.0.0.0/0", 443).build());
    expect(widest(await printed("60", "diff", file, other))).toBeLessThanOrEqual(60);
  });
});

describe("the page of a rule", () => {
  it("is printed, by its id or its short id", async () => {
    const { stdout, exitCode } = await cordon.run("explain", "CORDON-NET-001");
    expect(exitCode).toBe(0);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "CORDON-NET-001 A port that administers hosts or holds data is open to the internet ───",
    );
    expect(stdout).toMatch(/Severity +critical\nWhy +[\s\S]+\nFix +[\s\S]+\nEquivalents +[\s\S]*CKV_AWS_24/);
    expect((await cordon.run("explain", "net-001")).stdout).toBe(stdout);
    expect((await cordon.run("explain", "CORDON-ACK-001")).stdout).toContain("expired");
  });

  it.each(["", "NET-999", "CORDON-NET-01"])("%j is refused", async (id) => {
    const { stdout, stderr, exitCode } = await cordon.run("explain", id);
    expect([stdout, exitCode]).toEqual(["", 2]);
    expect(stderr).toContain("CORDON_GUARDRAIL_NAME_UNKNOWN at <rule>");
  });

  it("is where SARIF links to, in a log that fits its schema", async () => {
    const file = cordon.write("three.tf.json", threeTier().build());
    // In the checkout the command lies elsewhere than in the package: this is where the package has it.
    const { stdout } = await run(
      process.execPath,
      [
        join(CHECKOUT, "node_modules/tsx/dist/cli.mjs"),
        join(CHECKOUT, "cli/cordon.ts"),
        "check",
        file,
        "--format",
        "sarif",
      ],
      { cwd: cordon.folder.path, allowedExitCodes: [1] },
    );
    const log = JSON.parse(stdout);
    expect(sarifProblems(log)).toEqual([]);
    for (const { id, helpUri, help } of log.runs[0].tool.driver.rules) {
      const [page = "", anchor] = helpUri.split("#");
      expect(existsSync(fileURLToPath(page))).toBe(true);
      expect(readFileSync(fileURLToPath(page), "utf8")).toContain(`### ${id}\n`);
      expect(anchor).toBe(id.toLowerCase());
      expect(help.markdown).toContain("**Fix:**");
    }
    const packed = JSON.parse(readFileSync(join(CHECKOUT, "package.json"), "utf8")).files;
    expect(packed).toContain("docs/*.md");
  });
});
