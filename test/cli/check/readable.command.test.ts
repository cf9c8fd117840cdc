import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DocumentBuilder, threeTier } from "../../core/reachability/documents.js";
import { type CordonCommand, cordonCommand } from "../cordon-command.js";

let cordon: CordonCommand;
beforeAll(async () => {
  cordon = await cordonCommand("readable");
});
afterAll(() => cordon.remove());

const three = () => cordon.write("three.tf.json", JSON.stringify(threeTier().build(), null, 2));
const lines = (text: string) => text.trimEnd().split("\n");

const flat = (text: string) => text.replace(/\s+/g, " ");

/** A network with so many findings of one rule. */
function manyEgress(number: number): object {
  const builder = new DocumentBuilder().group("app");
  for (let port = 1; port <= number; port += 1)
    builder.egress(`out-${port}`, "app", "0.0.0.0/0", 10_000 + 2 * port);
  return builder.build();
}

describe("the table", () => {
  it("begins with the verdict and the worst finding, its file and line", async () => {
    const document = threeTier().ingress("ssh", "app", "0.0.0.0/0", 22).build();
    const text = JSON.stringify(document, null, 2);
    const { stdout } = await cordon.run("check", cordon.write("ssh.tf.json", text));
    const [first] = lines(stdout);
    const worst = lines(stdout).findIndex((one) => one.startsWith("CRITICAL CORDON-NET-001 "));
    expect(first).toMatch(/^FINDINGS: [0-9]+ findings \(1 critical/);
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThan(8);
    const line = text.split("\n").findIndex((one) => one.includes('"ssh": {')) + 1;
    expect(flat(stdout)).toContain(`(ssh.tf.json:${line})`);
  });

  it("shows the chain from the internet to data, with its hops, and a tiered network has no finding for it", async () => {
    const { stdout } = await cordon.run("check", three(), "--around", "internet", "--depth", "3");
    expect(stdout).toContain("- internet → web on tcp/443 → app on tcp/443 → db on tcp/5432\n");
    expect(stdout).not.toContain("NET-027");
    const markdown = await cordon.run("check", three(), "--format", "markdown");
    expect(markdown.stdout).toContain("| internet → web on tcp/443 → app on tcp/443 → db on tcp/5432 |");
    const near = await cordon.run("check", three(), "--around", "db");
    expect(near.stdout).not.toContain("internet → web");
  });

  it("groups equal findings, and says how many it left out", async () => {
    const file = cordon.write("many.tf.json", manyEgress(1_000));
    const { stdout } = await cordon.run("check", file);
    expect(flat(stdout)).toContain(
      "CORDON-NET-004 A security group may talk to the internet (1,000 findings)",
    );
    expect(stdout).toContain("… and 997 more (--max shows more, --format json all)");
    expect(lines(stdout).length).toBeLessThan(70);
    const more = await cordon.run("check", file, "--max", "2");
    expect(more.stdout).toContain("… and 998 more");
  });

  it("shows the findings of one open default group as one", async () => {
    const open = { protocol: "-1", from_port: 0, to_port: 0 };
    const document = new DocumentBuilder()
      .group("app")
      .with("aws_default_security_group", "left", {
        vpc_id: `\${aws_vpc.main.id}`,
        ingress: [{ ...open, self: true }],
        egress: [{ ...open, cidr_blocks: ["0.0.0.0/0"] }],
      })
      .build();
    const { stdout } = await cordon.run("check", cordon.write("default.tf.json", document));
    const heads = lines(stdout).filter((line) => /^(CRITICAL|HIGH|MEDIUM|LOW) /.test(line));
    expect(heads.filter((line) => line.includes("CORDON-NET-015"))).toHaveLength(1);
    expect(heads.filter((line) => /NET-00[367]/.test(line))).toEqual([]);
  });

  it("names first what leaves most conversations open, and groups them by it", async () => {
    const document = threeTier()
      .ingress("one", "app", `\${var.open}`, 444)
      .ingress("two", "db", `\${var.open}`, 444)
      .build();
    const { stdout } = await cordon.run("check", cordon.write("open.tf.json", document));
    expect(flat(stdout)).toContain(
      "resolve first: aws_vpc_security_group_ingress_rule.one and 1 more, which leaves 2 conversations only possible",
    );
    const unknown = stdout.slice(stdout.indexOf("\nUnknown\n"), stdout.indexOf("\nWho reaches whom\n"));
    expect(lines(unknown).filter((line) => line.startsWith("? "))).toHaveLength(1);
    expect(flat(stdout)).toContain(
      "(--details shows all): from the internet to data, only possible, numbers, rules",
    );
    const { stdout: whole } = await cordon.run("check", "open.tf.json", "--details");
    expect(whole).toContain("\nOnly possible\n");
    expect(whole).not.toContain("shortened");
  });
});

describe("the short form", () => {
  it("is the verdict and one line a finding", async () => {
    const file = three();
    const { stdout, exitCode } = await cordon.run("check", file, "--compact");
    const { findings } = JSON.parse((await cordon.run("check", file, "--format", "json")).stdout);
    expect(exitCode).toBe(1);
    expect(lines(stdout)).toHaveLength(1 + findings.length);
    expect(lines(stdout)[1]).toMatch(/^three\.tf\.json:[0-9]+: high CORDON-NET-002 /);
  });

  it("does not repeat a rule a thousand times, and says so", async () => {
    const file = cordon.write("many.tf.json", manyEgress(1_000));
    const { stdout } = await cordon.run("check", file, "--compact");
    expect(lines(stdout).filter((line) => line.includes(" CORDON-NET-004 aws_"))).toHaveLength(10);
    expect(stdout).toContain("… and 990 more CORDON-NET-004 (--max shows more, --format json all)\n");
    const all = await cordon.run("check", file, "--compact", "--max", "1000");
    expect(all.stdout).not.toContain("… and");
  });

  it("does not replace another format", async () => {
    const { exitCode, stderr } = await cordon.run("check", three(), "--compact", "--format", "json");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("CORDON_OPTION_REFUSED at --compact");
  });
});

describe("the choice of rules", () => {
  it("says which rules did not run, in every format", async () => {
    const file = three();
    const all = JSON.parse((await cordon.run("check", file, "--format", "json")).stdout);
    expect(all).not.toHaveProperty("skippedRules");
    const run = (...more: string[]) => cordon.run("check", file, "--skip-rule", "CORDON-NET-002", ...more);
    expect((await run()).stdout).toContain("not checked: CORDON-NET-002");
    expect((await run("--compact")).stdout).toMatch(/^[^\n]+ · 1 rule not checked\n/);
    expect((await run("--compact")).stdout).toContain("not checked: CORDON-NET-002");
    expect((await run("--format", "markdown")).stdout).toContain("not checked: CORDON-NET-002");
    const json = JSON.parse((await run("--format", "json")).stdout);
    expect(json.skippedRules).toEqual(["CORDON-NET-002"]);
    expect(json.findings).toEqual(
      all.findings.filter(({ rule }: { rule: string }) => rule !== "CORDON-NET-002"),
    );
    expect((await run("--format", "sarif")).stdout).toContain("CORDON-NET-002 was not checked");
  });

  it("runs only the rules that are named", async () => {
    const { stdout, exitCode } = await cordon.run(
      "check",
      three(),
      "--rule",
      "net-016",
      "--rule",
      "CORDON-NET-020",
      "--format",
      "json",
    );
    expect(JSON.parse(stdout).findings.map(({ rule }: { rule: string }) => rule)).toEqual(["CORDON-NET-016"]);
    expect(exitCode).toBe(1);
  });

  it("has a threshold for what is large", async () => {
    const file = cordon.write(
      "large.tf.json",
      new DocumentBuilder().group("app").ingress("a", "app", "40.0.0.0/10", 443).build(),
    );
    const rules = async (...more: string[]): Promise<string> =>
      (await cordon.run("check", file, "--rule", "CORDON-NET-023", "--compact", ...more)).stdout;
    expect(await rules()).not.toContain("aws_vpc_security_group_ingress_rule.a");
    expect(await rules("--large-interval", "10")).toContain("high CORDON-NET-023");
    expect(await rules("--large-interval", "9")).not.toContain("aws_vpc_security_group_ingress_rule.a");
  });
});

describe("a part of the network", () => {
  it("shows what is around an endpoint, and judges all", async () => {
    const file = three();
    const run = async (...more: string[]) => (await cordon.run("check", file, "--details", ...more)).stdout;
    const whole = await run();
    const rowsOf = (text: string) => lines(text).filter((line) => /^ [0-9]+ {2}/.test(line));
    expect(rowsOf(whole)).toHaveLength(4);
    const near = await run("--around", "db", "db");
    expect(near).toContain("only those at most 1 away from db;");
    expect(rowsOf(near).map((row) => row.split(/ +/)[2])).toEqual(["app", "db"]);
    expect(rowsOf(await run("--around", "db", "--depth", "2"))).toHaveLength(3);
    const findings = (text: string) => text.slice(text.indexOf("\nFindings\n"), text.indexOf("\nWho "));
    expect(findings(near)).toBe(findings(whole));
  });

  it("shows certain conversations alone, and still says what is open", async () => {
    const document = threeTier().ingress("one", "app", `\${var.open}`, 444).build();
    const file = cordon.write("open.tf.json", document);
    const all = await cordon.run("check", file, "--details");
    const certain = await cordon.run("check", file, "--details", "--certain");
    expect(all.stdout).toContain("444?");
    expect(certain.stdout).not.toContain("444?");
    expect(certain.stdout).toContain("only certain ones");
    expect(certain.exitCode).toBe(all.exitCode);
    const [verdict, first] = [/^FINDINGS.*$/m, /^resolve first: .*$/m].map(
      (line) => line.exec(all.stdout)?.[0],
    );
    expect(certain.stdout).toContain(`${verdict}\n`);
    expect(certain.stdout).toContain(`${first}\n`);
  });

  it("leaves JSON and SARIF whole, and says so", async () => {
    const file = cordon.write("open.tf.json", threeTier().ingress("one", "app", `\${var.open}`, 444).build());
    for (const format of ["json", "sarif"]) {
      const whole = await cordon.run("check", file, "--format", format);
      const limited = await cordon.run("check", file, "--format", format, "--certain", "--around", "db");
      expect(limited.stdout).toBe(whole.stdout);
      expect(limited.exitCode).toBe(whole.exitCode);
      expect(limited.stderr).toContain(`--format ${format} is whole`);
    }
  });
});

describe("a baseline of acknowledgements", () => {
  it("is refused until its reasons are filled in, and then accepts everything", async () => {
    const file = three();
    const at = ["--now", "2026-06-01T12:00:00Z"];
    const written = await cordon.run("check", file, "--write-acknowledgements", "baseline.json", ...at);
    expect(written.exitCode).toBe(1);
    expect(written.stderr).toContain("fill in each reason");
    const path = join(cordon.folder.path, "baseline.json");
    const baseline = JSON.parse(readFileSync(path, "utf8"));
    expect(baseline.acknowledgements[0].expires).toBe("2026-08-30T00:00:00Z");
    const refused = await cordon.run("check", file, "--acknowledge", "baseline.json", ...at);
    expect(refused.exitCode).toBe(2);
    expect(lines(refused.stderr)).toEqual([
      expect.stringContaining(
        `baseline.json#/acknowledgements/0/reason: ${baseline.acknowledgements.length} reasons are not filled in`,
      ),
    ]);
    const half = {
      ...baseline,
      acknowledgements: baseline.acknowledgements.map((entry: object) => ({ ...entry })),
    };
    for (const entry of half.acknowledgements.slice(1)) entry.reason = "it was so before";
    const named = cordon.write("half.json", half);
    const one = await cordon.run("check", file, "--acknowledge", named, ...at);
    expect([one.exitCode, one.stdout]).toEqual([2, ""]);
    expect(one.stderr).toContain("half.json#/acknowledgements/0/reason: the reason is not filled in");

    const again = await cordon.run("check", file, "--write-acknowledgements", "baseline.json", ...at);
    expect(again.exitCode).toBe(2);
    expect(again.stdout).toBe("");
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(baseline);

    for (const entry of baseline.acknowledgements) entry.reason = "it was so before";
    const accepted = cordon.write("filled.json", baseline);
    expect((await cordon.run("check", file, "--acknowledge", accepted, ...at)).exitCode).toBe(0);
  });
});

describe("options that cannot be meant", () => {
  it.each([
    [["--rule", "CORDON-NET-0001"], 'did you mean "CORDON-NET-001"?'],
    [["--skip-rule", "everything"], "CORDON_GUARDRAIL_NAME_UNKNOWN at --skip-rule"],
    [["--rule", "CORDON-NET-001,CORDON-NET-002"], "for several rules repeat the option"],
    [["--rule", ""], "CORDON_GUARDRAIL_NAME_UNKNOWN at --rule"],
    [["--rule", "NET-001", "--skip-rule", "net-001"], "CORDON_GUARDRAIL_NONE_LEFT at --skip-rule"],
    [["--workspace", ""], "CORDON_OPTION_REFUSED at --workspace"],
    [["--expect", ""], "CORDON_INPUT_MISSING at the empty path: there is no such file."],
    [["--acknowledge", "none.json"], "CORDON_INPUT_MISSING at none.json: there is no such file."],
    [["--details", "--compact"], "CORDON_OPTION_REFUSED at --details"],
    [["--details", "--format", "json"], "CORDON_OPTION_REFUSED at --details"],
    [["--large-interval", "0"], "CORDON_OPTION_REFUSED at --large-interval"],
    [["--large-interval", "32"], "CORDON_OPTION_REFUSED at --large-interval"],
    [["--max", "0"], "CORDON_OPTION_REFUSED at --max"],
    [["--max", "1e3"], "CORDON_OPTION_REFUSED at --max"],
    [["--depth", "2"], "CORDON_OPTION_REFUSED at --depth"],
    [["--around", "db", "--depth", "-1"], "CORDON_OPTION_REFUSED at --depth"],
    [["--around", "dbb"], "CORDON_ENDPOINT_UNKNOWN at --around"],
    [["--rule-document", "docs/rules.md"], "CORDON_OPTION_REFUSED at --rule-document"],
    [
      ["--write-acknowledgements", "no/such/folder/a.json"],
      "CORDON_OPTION_REFUSED at --write-acknowledgements",
    ],
  ])("%j", async (options, words) => {
    const { exitCode, stdout, stderr } = await cordon.run("check", three(), ...options);
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(words);
  });
});

describe("Markdown", () => {
  it("fits a comment, and says what it left out", async () => {
    const builder = new DocumentBuilder();
    const name = (index: number) => `group-with-a-name-of-many-words-number-${index}-${"x".repeat(150)}`;
    for (let index = 0; index < 150; index += 1)
      builder.group(name(index)).ingress(`in-${index}-${"y".repeat(150)}`, name(index), "0.0.0.0/0", 22);
    const expectations = Array.from({ length: 150 }, (_, index) => ({
      name: `${index} ${"z".repeat(600)}`,
      from: "internet",
      to: name(index),
      reach: false,
    }));
    const { stdout } = await cordon.run(
      "check",
      cordon.write("huge.tf.json", builder.build()),
      "--expect",
      cordon.write("expectations.json", { expectations }),
      "--format",
      "markdown",
    );
    expect(stdout.length).toBeLessThan(65_000);
    expect(stdout).toMatch(/… and [0-9]+ more, left out here/);
    expect(stdout).toContain("### Findings");
    expect(stdout).toMatch(/_Left out: a picture of 151 endpoints/);
    // Many broken expectations do not push the findings out.
    expect(stdout).toMatch(/^\| critical \| CORDON-NET-001 \|/m);
    expect(stdout).toMatch(/^\| lateral movement \(LMS\) \|/m);
  });
});

describe("several paths", () => {
  it("are one input", async () => {
    const { resource, variable } = threeTier().build() as {
      resource: Record<string, unknown>;
      variable: object;
    };
    const { aws_vpc_security_group_ingress_rule: ingress, ...others } = resource;
    const base = cordon.write("parts/base.tf.json", { resource: others, variable });
    const rules = cordon.write("parts/rules.tf.json", {
      resource: { aws_vpc_security_group_ingress_rule: ingress },
    });
    const whole = JSON.parse((await cordon.run("check", three(), "--format", "json")).stdout);
    const parts = JSON.parse((await cordon.run("check", base, rules, rules, "--format", "json")).stdout);
    expect(parts.edges).toEqual(whole.edges);
  });
});
