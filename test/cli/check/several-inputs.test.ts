import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runCheck } from "../../../cli/check/check-run.js";
import type { Report } from "../../../core/check/report.js";
import { CordonError } from "../../../core/errors.js";
import type { InputFile } from "../../../core/terraform/input-file.js";
import {
  APP,
  DB,
  entry,
  group,
  type Shown,
  separate,
  shownPlan,
  shownState,
  VPC,
} from "../../core/reachability/shown-documents.js";
import { makeWorkFolder } from "../../harness/work-folder.js";
import { memoryStreams } from "../memory-streams.js";

const work = makeWorkFolder("several-inputs");
afterAll(() => work.remove());

let folders = 0;

/** Writes the documents into a folder of their own, and gives their paths. */
function written(...files: readonly InputFile[]): string[] {
  folders += 1;
  return files.map(({ path, json }) => {
    const at = join(work.path, String(folders), path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, JSON.stringify(json));
    return at;
  });
}

interface Checked {
  readonly exitCode: number;
  readonly report: Report;
  /** Every conversation between segments, without certainty where it is certain. */
  readonly edges: readonly string[];
}

async function check(paths: readonly string[], options: object = {}): Promise<Checked> {
  const streams = memoryStreams();
  const exitCode = await runCheck([paths], { format: "json", ...options } as never, streams);
  const report: Report = JSON.parse(streams.written().stdout);
  const named = new Map(report.endpoints.map(({ id, name }) => [id, name]));
  const edges = report.edges.map(({ from, to, protocol, fromPort, certainty }) =>
    [named.get(from), "->", named.get(to), `${protocol}/${fromPort}`, certainty]
      .filter((word) => word !== "always")
      .join(" "),
  );
  return { exitCode, report, edges };
}

async function refusal(paths: readonly string[], options: object = {}): Promise<string> {
  try {
    await check(paths, options);
  } catch (error) {
    if (error instanceof CordonError) return error.problems.map(({ code }) => code).join();
    throw error;
  }
  return "not refused";
}

const CLOSED = { id: "sg-0000000000000000d", vpc_id: VPC.id, ingress: [], egress: [] };
const FLOW_LOG = { id: "fl-0a1b2c3d4e5f60718", vpc_id: VPC.id, traffic_type: "ALL" };

/** app and its VPC; its egress rule names db by id, and its entries mirror the rules of both stacks. */
const NETWORK: Shown = {
  "aws_vpc.main": VPC,
  "aws_default_security_group.closed": CLOSED,
  "aws_flow_log.all": FLOW_LOG,
  "aws_security_group.app": {
    ...group(APP, [entry({ group: DB }, 8080)], [entry({ group: DB }, 5432)]),
    name: "app",
  },
  "aws_vpc_security_group_egress_rule.to_db": separate("sgr-1", APP, { group: DB }, 5432),
};

/** db, the rule that lets app in, and the two rules of the way back, of which one belongs to the group of the other stack. */
const DATA: Shown = {
  "aws_security_group.db": {
    ...group(DB, [entry({ group: APP }, 5432)], [entry({ group: APP }, 8080)]),
    name: "db",
  },
  "aws_vpc_security_group_ingress_rule.from_app": separate("sgr-2", DB, { group: APP }, 5432),
  "aws_vpc_security_group_egress_rule.to_app": separate("sgr-3", DB, { group: APP }, 8080),
  "aws_vpc_security_group_ingress_rule.of_app": separate("sgr-4", APP, { group: DB }, 8080),
};

const BOTH_WAYS = ["app -> db tcp/5432", "db -> app tcp/8080"];

/** A stack as it is written. */
const configuration = (resources: object): object => ({ resource: resources, provider: { aws: {} } });

describe("several inputs are one", () => {
  it("states of one app, whose groups refer to each other by id", async () => {
    const paths = written(shownState("network.json", NETWORK), shownState("data.json", DATA));
    for (const order of [paths, [...paths].reverse()]) {
      const { exitCode, report, edges } = await check(order);
      expect([exitCode, report.findings, report.unknown]).toEqual([0, [], []]);
      expect([...edges].sort()).toEqual(BOTH_WAYS);
    }
  });

  it("refreshed plans of one app", async () => {
    const plans = [
      shownPlan("network.json", NETWORK, { prior: NETWORK }),
      shownPlan("data.json", DATA, { prior: DATA }),
    ];
    const { exitCode, report, edges } = await check(written(...plans));
    expect([exitCode, report.findings, report.unknown]).toEqual([0, [], []]);
    expect([...edges].sort()).toEqual(BOTH_WAYS);
  });

  it("one state alone says what the others make, and proves nothing of them", async () => {
    const { exitCode, report } = await check(written(shownState("network.json", NETWORK)));
    expect(exitCode).toBe(3);
    expect(report.unknown).toMatchObject([
      { resource: DB },
      { resource: expect.stringContaining("ingress") },
    ]);
  });

  it("a rule by hand in one state is found among all of them", async () => {
    const app = NETWORK["aws_security_group.app"] ?? {};
    const byHand = {
      ...NETWORK,
      "aws_security_group.app": {
        ...app,
        ingress: [...(app["ingress"] as object[]), entry({ cidr: "0.0.0.0/0" }, 22)],
      },
    };
    const { exitCode, report } = await check(
      written(shownState("network.json", byHand), shownState("data.json", DATA)),
    );
    expect(exitCode).toBe(1);
    expect(report.findings.map(({ rule, severity, resource }) => `${severity} ${rule} ${resource}`)).toEqual(
      expect.arrayContaining([
        "critical CORDON-NET-001 aws_security_group.app.ingress[1]",
        "medium CORDON-NET-029 aws_security_group.app.ingress[1]",
      ]),
    );
    expect(report.findings.map(({ rule }) => rule)).not.toContain("CORDON-NET-014");
  });

  it("a rule that is gone is seen: the other end is half-open", async () => {
    const { "aws_vpc_security_group_ingress_rule.from_app": _, ...rest } = DATA;
    const gone = { ...rest, "aws_security_group.db": { ...DATA["aws_security_group.db"], ingress: [] } };
    const { exitCode, report, edges } = await check(
      written(shownState("network.json", NETWORK), shownState("data.json", gone)),
    );
    expect(exitCode).toBe(1);
    expect(edges).toEqual(["db -> app tcp/8080"]);
    expect(report.halfOpen).toEqual([
      { rule: "aws_vpc_security_group_egress_rule.to_db", missing: "ingress" },
    ]);
  });

  it("first plans of two environments with the same addresses stay apart", async () => {
    const planned = { "aws_security_group.app": { name: "app", description: "a tier" } };
    const rule = {
      "aws_vpc_security_group_ingress_rule.in": { ip_protocol: "tcp", from_port: 443, to_port: 443 },
    };
    const references = { references: ["aws_security_group.app.id", "aws_security_group.app"] };
    const expressions = { "aws_vpc_security_group_ingress_rule.in": { security_group_id: references } };
    const plan = (path: string, cidr: string) =>
      shownPlan(
        path,
        {
          ...planned,
          "aws_vpc_security_group_ingress_rule.in": {
            ...rule["aws_vpc_security_group_ingress_rule.in"],
            cidr_ipv4: cidr,
          },
        },
        { expressions },
      );
    const { report } = await check(
      written(plan("dev.json", "203.0.113.0/24"), plan("prod.json", "198.51.100.0/24")),
    );
    expect(report.edges.map(({ from, to }) => `${from} ${to.replace(/^.*\//, "")}`)).toEqual([
      "203.0.113.0/24 aws_security_group.app",
      "198.51.100.0/24 aws_security_group.app",
    ]);
    expect(new Set(report.edges.map(({ to }) => to)).size).toBe(2);
  });

  it("folders of configuration", async () => {
    const rule = { ip_protocol: "tcp", from_port: 443, to_port: 443, description: "page requests" };
    const app = {
      aws_vpc: { main: { cidr_block: "10.0.0.0/16" } },
      aws_security_group: { app: { vpc_id: "${aws_vpc.main.id}", name: "app" } },
      aws_vpc_security_group_ingress_rule: {
        in: { ...rule, security_group_id: "${aws_security_group.app.id}", cidr_ipv4: "203.0.113.0/24" },
      },
    };
    const [one = "", two = ""] = written(
      { path: "one/main.tf.json", json: configuration(app) },
      { path: "two/main.tf.json", json: configuration(app) },
    ).map(dirname);
    const { report } = await check([one, two]);
    expect(report.edges).toHaveLength(2);
    expect(new Set(report.edges.map(({ to }) => to)).size).toBe(2);
  });
});

describe("inputs that are not one", () => {
  it("a plan beside its own state", async () => {
    const files = [shownPlan("plan.json", NETWORK, { prior: NETWORK }), shownState("state.json", NETWORK)];
    expect(await refusal(written(...files))).toBe("CORDON_DOCUMENT_MALFORMED");
  });

  it("a configuration beside a plan of it", async () => {
    const files = [
      shownPlan("plan.json", NETWORK),
      { path: "main.tf.json", json: configuration({ aws_vpc: { main: {} } }) },
    ];
    expect(await refusal(written(...files))).toBe("CORDON_DOCUMENT_MALFORMED");
  });

  it("two states of one stack, or two stacks that manage one group", async () => {
    expect(await refusal(written(shownState("a.json", NETWORK), shownState("b.json", NETWORK)))).toBe(
      "CORDON_DOCUMENT_TWICE",
    );
    const twin = { "aws_security_group.other": group(APP) };
    expect(await refusal(written(shownState("a.json", NETWORK), shownState("b.json", twin)))).toBe(
      "CORDON_DOCUMENT_TWICE",
    );
  });

  it("one first plan, twice", async () => {
    const planned = { "aws_security_group.app": { name: "app" } };
    const [a = "", b = ""] = written(shownPlan("a.json", planned), shownPlan("b.json", planned));
    expect(await refusal([a, b])).toBe("CORDON_DOCUMENT_TWICE");
    // The same file is read once.
    expect(await refusal([a, a])).toBe("not refused");
  });

  it("what another stack only looks up is not a second manager", async () => {
    const data = { ...DATA, "data.aws_security_group.app": { id: APP, name: "app" } };
    const { exitCode, edges } = await check(
      written(shownState("network.json", NETWORK), shownState("data.json", data)),
    );
    expect(exitCode).toBe(0);
    expect([...edges].sort()).toEqual(BOTH_WAYS);
  });
});
