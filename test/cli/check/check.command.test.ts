import { afterAll, beforeAll, describe, expect, it } from "vitest";
// biome-ignore lint/correctness/useImportExtensions: it is JSON, and no module of ours.
import packageJson from "../../../package.json" with { type: "json" };
import { sarifProblems } from "../../core/check/sarif-schema.js";
import { DocumentBuilder, threeTier } from "../../core/reachability/documents.js";
import { type CordonCommand, cordonCommand, withoutProgress } from "../cordon-command.js";

let cordon: CordonCommand;
beforeAll(async () => {
  cordon = await cordonCommand("check");
});
afterAll(() => cordon.remove());

/** A network without findings: closed default group, flow log, flows inside. */
function clean(): DocumentBuilder {
  return new DocumentBuilder()
    .group("app", "db")
    .flow("app", "db", 5432)
    .with("aws_default_security_group", "closed", { vpc_id: `\${aws_vpc.main.id}` })
    .with("aws_flow_log", "all", { vpc_id: `\${aws_vpc.main.id}`, traffic_type: "ALL" });
}

const sealed = {
  expectations: [{ name: "db is sealed", from: "internet", to: "db", reach: false, transitive: true }],
};
const broken = { expectations: [{ name: "app is cut off", from: "app", to: "db", reach: false }] };
const acknowledgement = {
  rule: "CORDON-NET-002",
  resource: "aws_vpc_security_group_ingress_rule.public",
  reason: "the shop is public",
  expires: "2027-01-01T00:00:00Z",
};

describe("cordon check", () => {
  it("exits 0 and says nothing on stderr where all is well", async () => {
    const result = await cordon.run(
      "check",
      cordon.write("clean.tf.json", clean().build()),
      "--expect",
      cordon.write("sealed.json", sealed),
    );
    expect(withoutProgress(result.stderr)).toBe("");
    expect(result.exitCode).toBe(0);
    for (const words of [
      "HOLDS    db is sealed",
      "Who reaches whom",
      "Findings\n────────\nnone",
      "1 of 1 expectation proven",
    ]) {
      expect(result.stdout).toContain(words);
    }
  });

  it("fits 80 columns in a terminal, whatever it finds", async () => {
    const document = threeTier()
      .ingress(
        "a-rule-with-a-very-long-name-that-no-table-has-room-for-in-one-line-of-its-own",
        "db",
        "0.0.0.0/0",
        22,
      )
      .egress("unresolved", "app", `\${var.open}`, 443)
      .build();
    const { stdout } = await cordon.run(
      "check",
      cordon.write("wide.tf.json", document),
      "--expect",
      cordon.write("sealed.json", sealed),
      "--self-test",
    );
    for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    for (const words of ["BROKEN   db is sealed", "CRITICAL", "UNKNOWN", "Self-test"])
      expect(stdout.toUpperCase()).toContain(words.toUpperCase());
  });

  it("prints JSON alone on stdout", async () => {
    const { stdout, exitCode } = await cordon.run(
      "check",
      cordon.write("clean.tf.json", clean().build()),
      "--format",
      "json",
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      findings: [],
      expectations: [],
      unknown: [],
      halfOpen: [],
    });
  });

  it.each(["sarif", "markdown"])("prints %s", async (format) => {
    const { stdout, exitCode } = await cordon.run(
      "check",
      cordon.write("three.tf.json", threeTier().build()),
      "--format",
      format,
    );
    expect(exitCode).toBe(1);
    if (format === "sarif") {
      const [result] = JSON.parse(stdout).runs[0].results;
      expect(result.locations[0].physicalLocation).toEqual({
        artifactLocation: { uri: "three.tf.json" },
        region: { startLine: 1 },
      });
    } else {
      expect(stdout).toContain("| high | CORDON-NET-002 | `aws_vpc_security_group_ingress_rule.public` |");
    }
  });

  it("tells code scanning the line of the rule", async () => {
    const text = JSON.stringify(threeTier().build(), null, 2);
    const { stdout } = await cordon.run(
      "check",
      cordon.write("stacks/my shop.tf.json", text),
      "--format",
      "sarif",
    );
    const log = JSON.parse(stdout);
    expect(sarifProblems(log)).toEqual([]);
    const [result] = log.runs[0].results;
    const { artifactLocation, region } = result.locations[0].physicalLocation;
    expect(artifactLocation.uri).toBe("stacks/my%20shop.tf.json");
    expect(text.split("\n")[region.startLine - 1]).toContain('"public": {');
  });

  it("exits 1 for a broken expectation, a finding, and access that is broader than the baseline", async () => {
    const file = cordon.write("clean.tf.json", clean().build());
    expect((await cordon.run("check", file, "--expect", cordon.write("broken.json", broken))).exitCode).toBe(
      1,
    );
    expect((await cordon.run("check", cordon.write("three.tf.json", threeTier().build()))).exitCode).toBe(1);
    const wider = cordon.write("wider.tf.json", clean().flow("app", "db", 443).build());
    const result = await cordon.run("check", wider, "--baseline", file);
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain("broader than the baseline");
    expect((await cordon.run("check", file, "--baseline", wider)).exitCode).toBe(0);
  });

  it("raises the bar with --fail-on", async () => {
    const file = cordon.write("three.tf.json", threeTier().build());
    expect((await cordon.run("check", file, "--fail-on", "high")).exitCode).toBe(1);
    expect((await cordon.run("check", file, "--fail-on", "critical")).exitCode).toBe(0);
  });

  it("exits 3 where something is UNKNOWN, unless that is allowed", async () => {
    const file = cordon.write("open.tf.json", clean().ingress("open", "db", `\${var.open}`, 5432).build());
    const result = await cordon.run("check", file, "--format", "json");
    expect(result.exitCode).toBe(3);
    expect(JSON.parse(result.stdout).unknown.length).toBeGreaterThan(0);
    expect((await cordon.run("check", file, "--allow-unknown")).exitCode).toBe(0);
  });

  it("accepts acknowledged findings until they expire", async () => {
    const document = threeTier()
      .with("aws_default_security_group", "closed", { vpc_id: `\${aws_vpc.main.id}` })
      .with("aws_flow_log", "all", { vpc_id: `\${aws_vpc.main.id}`, traffic_type: "ALL" })
      .build();
    const file = cordon.write("public.tf.json", document);
    const accepted = cordon.write("accepted.json", { version: 1, acknowledgements: [acknowledgement] });
    const at = (now: string) => cordon.run("check", file, "--acknowledge", accepted, "--now", now);
    const before = await at("2026-12-31T23:59:59Z");
    expect(before.exitCode).toBe(0);
    expect(before.stdout).toContain("the shop is public");
    const after = await at("2027-01-01T00:00:00Z");
    expect(after.exitCode).toBe(1);
    expect(after.stdout).toContain("CORDON-ACK-001");
  });

  it("warns on stderr of an acknowledgement that nothing needs", async () => {
    const accepted = cordon.write("accepted.json", { version: 1, acknowledgements: [acknowledgement] });
    const result = await cordon.run(
      "check",
      cordon.write("clean.tf.json", clean().build()),
      "--acknowledge",
      accepted,
      "--now",
      "2026-01-01T00:00:00Z",
    );
    expect(result.exitCode).toBe(0);
    expect(withoutProgress(result.stderr)).toBe(
      "warning: accepted.json#/acknowledgements/0: no finding of CORDON-NET-002 at aws_vpc_security_group_ingress_rule.public needs this acknowledgement; delete it\n",
    );
  });

  it("judges what the code itself states, in a cdktf.out folder", async () => {
    const document = {
      ...clean().build(),
      "//": {
        metadata: { stackName: "shop", cordon: { expectations: [{ from: "app", to: "db", reach: false }] } },
      },
    };
    cordon.write("cdktf.out/manifest.json", {
      version: "0.21.0",
      stacks: { shop: { synthesizedStackPath: "stacks/shop/cdk.tf.json" } },
    });
    cordon.write("cdktf.out/stacks/shop/cdk.tf.json", document);
    const result = await cordon.run("check", "cdktf.out", "--format", "json");
    expect(result.exitCode).toBe(1);
    expect(JSON.parse(result.stdout).expectations).toMatchObject([
      { name: "app does not reach db", holds: false },
    ]);
  });

  it("tells what no expectation guards", async () => {
    const file = cordon.write("clean.tf.json", clean().build());
    const result = await cordon.run(
      "check",
      file,
      "--self-test",
      "--format",
      "json",
      "--expect",
      cordon.write("sealed.json", sealed),
    );
    const { selfTest } = JSON.parse(result.stdout);
    expect(selfTest).toMatchObject({ mutants: 4, caught: 1, withoutEffect: 2 });
    expect(selfTest.notCovered.map(({ rule }: { rule: string }) => rule)).toEqual([
      "aws_vpc_security_group_egress_rule.app-db-5432",
    ]);
    expect(result.exitCode).toBe(0);
  });

  it("shows what named footholds reach", async () => {
    const file = cordon.write("clean.tf.json", clean().build());
    const { stdout } = await cordon.run(
      "check",
      file,
      "--foothold",
      "app",
      "--crown-jewel",
      "db",
      "--format",
      "json",
    );
    expect(JSON.parse(stdout).metrics.blastRadius.footholds).toEqual([
      { from: "aws_security_group.app", hosts: 1, share: 1, crownJewels: ["aws_security_group.db"] },
    ]);
  });
});

describe("bad usage and bad input", () => {
  const good = () => cordon.write("clean.tf.json", clean().build());

  it.each([
    ["a file that is not there", () => ["check", "missing.tf.json"], "missing.tf.json"],
    [
      "truncated JSON",
      () => ["check", cordon.write("cut.tf.json", '{"resource":\n{"aws_vpc":')],
      "cut.tf.json",
    ],
    ["no path", () => ["check"], "missing required argument"],
    ["an unknown option", () => ["check", good(), "--expects", "e.json"], "unknown option '--expects'"],
    ["an unknown format", () => ["check", good(), "--format", "yaml"], "yaml"],
    ["an unknown severity", () => ["check", good(), "--fail-on", "worst"], "worst"],
    [
      "an instant without a zone",
      () => ["check", good(), "--now", "2026-01-01T00:00:00"],
      "CORDON_INSTANT_REFUSED at --now",
    ],
    [
      "a day that no calendar has",
      () => ["check", good(), "--now", "2026-02-30T00:00:00Z"],
      "CORDON_INSTANT_REFUSED",
    ],
    [
      "an unknown name",
      () => [
        "check",
        good(),
        "--expect",
        cordon.write("e.json", { expectations: [{ from: "ap", to: "db", reach: true }] }),
      ],
      'did you mean "app"?',
    ],
    [
      "expectations that are not JSON",
      () => ["check", good(), "--expect", cordon.write("e.json", "{")],
      "e.json",
    ],
    [
      "expectations of another shape",
      () => ["check", good(), "--expect", cordon.write("e.json", [])],
      "e.json#: a value of another type is needed. Got: []. Allowed: object",
    ],
    [
      "an acknowledgement without a reason",
      () => [
        "check",
        good(),
        "--acknowledge",
        cordon.write("a.json", { version: 1, acknowledgements: [{ ...acknowledgement, reason: "" }] }),
      ],
      "a.json#/acknowledgements/0/reason",
    ],
    [
      "a foothold that is not there",
      () => ["check", good(), "--foothold", "nobody"],
      "CORDON_ENDPOINT_UNKNOWN at --foothold",
    ],
    ["a baseline that is not there", () => ["check", good(), "--baseline", "missing"], "missing"],
    [
      "a plan of another provider",
      () => [
        "check",
        cordon.write("azure.json", {
          format_version: "1.2",
          planned_values: {
            root_module: {
              resources: [
                {
                  address: "azurerm_resource_group.a",
                  mode: "managed",
                  type: "azurerm_resource_group",
                  name: "a",
                  provider_name: "registry.terraform.io/hashicorp/azurerm",
                  values: {},
                },
              ],
            },
          },
        }),
      ],
      "CORDON_DOCUMENT_WITHOUT_AWS",
    ],
    [
      "a cycle of locals",
      () => [
        "check",
        cordon.write("cycle.tf.json", {
          locals: { a: `\${local.b}`, b: `\${local.a}` },
          resource: { aws_vpc: { v: { cidr_block: `\${local.a}` } } },
        }),
      ],
      "CORDON_REFERENCE_CYCLE",
    ],
    [
      "host bits in a block of a VPC",
      () => [
        "check",
        cordon.write(
          "bits.tf.json",
          JSON.stringify({ resource: { aws_vpc: { v: { cidr_block: "10.0.0.5/16" } } } }),
        ),
      ],
      "CORDON_CIDR_HOST_BITS",
    ],
    [
      "deep nesting",
      () => ["check", cordon.write("deep.tf.json", `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`)],
      "CORDON_DOCUMENT_TOO_DEEP",
    ],
  ] as const)("%s: one clear line, exit 2, nothing else", async (_, args, words) => {
    const { exitCode, stdout, stderr } = await cordon.run(...args());
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+/);
    if (stderr.startsWith("CORDON_")) expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  it("is not impressed by a document that names its prototype", async () => {
    const hostile =
      '{"__proto__":{"polluted":true},"resource":{"__proto__":{"x":{}},"aws_vpc":{"__proto__":{"cidr_block":"10.0.0.0/16"},"v":{"cidr_block":"10.0.0.0/16","constructor":{"prototype":1}}}}}';
    const { exitCode, stderr } = await cordon.run(
      "check",
      cordon.write("hostile.tf.json", hostile),
      "--format",
      "json",
    );
    expect([1, 2]).toContain(exitCode);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+/);
  });
});

describe("the help", () => {
  it.each([["--help"], ["check", "--help"], ["diff", "--help"], ["policy", "--help"]])(
    "of %s %s is a page with an example",
    async (...args) => {
      const { exitCode, stdout } = await cordon.run(...args);
      expect(exitCode).toBe(0);
      expect(stdout).toContain("Usage: cordon");
      expect(stdout).toMatch(/Example:\n {2}\$ cordon /);
      for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(120);
    },
  );

  it("has the version of the package", async () => {
    const { exitCode, stdout } = await cordon.run("--version");
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`${packageJson.version}\n`);
  });
});
