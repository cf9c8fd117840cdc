import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isJsonObject, listMember, member, objectOrEmpty } from "../../../core/json/values.js";
import { type OwnStack, ownDocument, ownStacks } from "../../core/reachability/own-stacks.js";
import { entry } from "../../core/reachability/shown-documents.js";
import { type CheckedDocuments, checkDocuments } from "../../harness/checked-documents.js";
import { makeWorkFolder } from "../../harness/work-folder.js";

const work = makeWorkFolder("own-stacks");
const source = join(work.path, "cdktf.out");
afterAll(() => work.remove());

/** Writes the stacks as CDKTF does. */
function writeOutput(folder: string, stacks: Readonly<Record<string, unknown>>): void {
  const entries = Object.entries(stacks).map(([name, json]) => {
    mkdirSync(join(folder, "stacks", name), { recursive: true });
    writeFileSync(join(folder, "stacks", name, "cdk.tf.json"), JSON.stringify(json));
    return [name, { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json` }];
  });
  const manifest = { version: "0.21.0", stacks: Object.fromEntries(entries) };
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
}

beforeAll(() => writeOutput(source, ownStacks("source")));

/** Checks the network's document of a kind, a plan with what was synthesized for it. */
function checkNetwork(
  kind: "plan" | "state" | "refreshed",
  json = ownDocument("network", kind),
): Promise<CheckedDocuments> {
  return checkDocuments({ network: json }, kind === "state" ? {} : { source });
}

/** What a state alone leaves open: the acknowledgement of the authenticator's open route stands in the code. */
const OPEN_IN_STATES = ["high CORDON-API-001 aws_apigatewayv2_route.identity_api_route"];

describe("the first plans of the reference stacks", () => {
  it("are clean in one call, with the acknowledgements and expectations of the code", async () => {
    const { exitCode, open, report } = await checkDocuments(ownStacks("plan"), { source });
    expect(open).toEqual([]);
    expect(exitCode).toBe(0);
    expect(report.expectations.length).toBeGreaterThan(5);
    expect(report.findings.map(({ rule, acknowledged }) => [rule, acknowledged !== null])).toEqual([
      ["CORDON-API-001", true],
    ]);
  });

  it("are clean one by one", async () => {
    for (const [stack, json] of Object.entries(ownStacks("plan")))
      expect((await checkDocuments({ [stack]: json }, { source })).open).toEqual([]);
  });

  it("are refused with the configuration of other stacks alone", async () => {
    const { network } = ownStacks("plan");
    const other = checkDocuments({ network }, { source: join(source, "stacks/access") });
    await expect(other).rejects.toThrow("CORDON_SOURCE_DIFFERS");
  });

  it("are refused where two configurations fit one of them", async () => {
    const twins = join(work.path, "twins");
    writeOutput(twins, { dev: ownDocument("network", "source"), prod: ownDocument("network", "source") });
    const { network } = ownStacks("plan");
    await expect(checkDocuments({ network }, { source: twins })).rejects.toThrow("CORDON_SOURCE_AMBIGUOUS");
  });
});

describe("the reference stacks once they are applied", () => {
  it("are clean as refreshed plans in one call", async () => {
    const { exitCode, open, report } = await checkDocuments(ownStacks("refreshed"), { source });
    expect(open).toEqual([]);
    expect(exitCode).toBe(0);
    expect(report.expectations.length).toBeGreaterThan(5);
  });

  it("are clean as refreshed plans one by one, without what was synthesized too", async () => {
    for (const [stack, json] of Object.entries(ownStacks("refreshed"))) {
      expect((await checkDocuments({ [stack]: json }, { source })).open).toEqual([]);
      const { open } = await checkDocuments({ [stack]: json });
      expect(open.map(withoutSuffix)).toEqual(stack === "identity" ? OPEN_IN_STATES : []);
    }
  });

  it("are clean as states, but for what the code acknowledges", async () => {
    const { open } = await checkDocuments(ownStacks("state"));
    expect(open.map(withoutSuffix)).toEqual(OPEN_IN_STATES);
  });

  it("are clean as states with the acknowledgement of the code", async () => {
    const acknowledge = join(work.path, "acknowledgements.json");
    const [{ open }] = [await checkDocuments({ identity: ownDocument("identity", "state") })];
    const resource = open[0]?.split(" ")[2] ?? "";
    const entry = {
      rule: "CORDON-API-001",
      resource,
      reason: "people have no token yet",
      expires: "2100-01-01T00:00:00Z",
    };
    writeFileSync(acknowledge, JSON.stringify({ version: 1, acknowledgements: [entry] }));
    const { exitCode, open: left } = await checkDocuments(ownStacks("state"), { acknowledge });
    expect(left).toEqual([]);
    expect(exitCode).toBe(0);
  });

  it("give each alarm a name of its own: one replaces another of its name", () => {
    const names = Object.values(ownStacks("source")).flatMap((json) =>
      Object.values(objectOrEmpty(member(member(json, "resource"), "aws_cloudwatch_metric_alarm"))).map(
        (alarm) => member(alarm, "alarm_name"),
      ),
    );
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });
});

describe.each(["plan", "state", "refreshed"] as const)("the %s of the reference network", (kind) => {
  it("is clean, and says the same as its first plan", async () => {
    const [{ exitCode, open, report }, first] = [await checkNetwork(kind), await checkNetwork("plan")];
    expect(open).toEqual([]);
    expect(exitCode).toBe(0);
    const edges = ({ edges: all, endpoints }: typeof report): string[] => {
      const names = new Map(endpoints.map(({ id, name }) => [id, name]));
      return all
        .map((edge) => `${names.get(edge.from)} ${names.get(edge.to)} ${edge.fromPort} ${edge.certainty}`)
        .sort();
    };
    expect(edges(report).length).toBeGreaterThan(3);
    expect(edges(report)).toEqual(edges(first.report));
  });
});

/** A stack's document of a kind, with the values of one resource changed wherever it is shown. */
function withResource(
  stack: OwnStack,
  kind: "state" | "refreshed",
  start: string,
  change: (values: Record<string, unknown>) => void,
): unknown {
  const document = ownDocument(stack, kind);
  const shown =
    kind === "state"
      ? [document]
      : [{ values: member(document, "planned_values") }, member(document, "prior_state")];
  for (const one of shown) {
    const resources = listMember(member(member(one, "values"), "root_module"), "resources");
    const values = member(
      resources.find((resource) => String(member(resource, "address")).startsWith(start)),
      "values",
    );
    if (!isJsonObject(values)) throw new Error(`the ${kind} of ${stack} has no ${start}`);
    change(values as Record<string, unknown>);
  }
  return document;
}

function mayDoEverything(values: Record<string, unknown>): void {
  const statement = { Effect: "Allow", Action: "*", Resource: "*" };
  values["policy"] = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

/** What somebody may do by hand to what a stack made, and what is found then. */
const CHANGED_BY_HAND: readonly {
  readonly stack: OwnStack;
  readonly what: string;
  readonly start: string;
  readonly change: (values: Record<string, unknown>) => void;
  readonly found: string;
}[] = [
  {
    stack: "access",
    what: "the provisioning role may do everything",
    start: "aws_iam_role_policy.jit_broker_provision_role_policy_",
    change: mayDoEverything,
    found: "CORDON-IAM-001",
  },
  {
    stack: "api",
    what: "a route has lost its authorizer",
    start: "aws_apigatewayv2_route.every",
    change: (values) => {
      values["authorization_type"] = "NONE";
      values["authorizer_id"] = "";
    },
    found: "CORDON-API-001",
  },
  {
    stack: "identity",
    what: "operators' route has lost its authorization, beside the acknowledged open one",
    start: "aws_apigatewayv2_route.identity_api_operator-route",
    change: (values) => {
      values["authorization_type"] = "NONE";
    },
    found: "CORDON-API-001",
  },
  {
    stack: "identity",
    what: "everybody's function may do everything",
    start: "aws_iam_role_policy.identity_functions_everybody_role_policy_",
    change: mayDoEverything,
    found: "CORDON-IAM-001",
  },
];

describe.each(["state", "refreshed"] as const)("the %s of a reference stack", (kind) => {
  it.each(CHANGED_BY_HAND)("of $stack is found, where $what", async ({ stack, start, change, found }) => {
    const options = kind === "state" ? {} : { source };
    const { exitCode, open } = await checkDocuments(
      { [stack]: withResource(stack, kind, start, change) },
      options,
    );
    expect(exitCode).toBe(1);
    expect(open.filter((line) => line.includes(found) && line.includes(start))).toHaveLength(1);
  });
});

/** A line of what is open, without the hash of a construct's path. */
function withoutSuffix(line: string): string {
  return line.replace(/_[0-9A-F]{8}$/, "");
}

/** The network's document of a kind, with the group of a tier changed. */
function withGroup(
  kind: "state" | "refreshed",
  tier: string,
  change: (values: Record<string, unknown>) => void,
): unknown {
  return withResource("network", kind, `aws_security_group.shop_${tier}_`, change);
}

describe.each(["state", "refreshed"] as const)(
  "the %s of the reference network that somebody changed by hand",
  (kind) => {
    it("has a rule that nothing here makes, and open SSH is critical as ever", async () => {
      const document = withGroup(kind, "frontend", (values) => {
        (values["ingress"] as unknown[]).push(entry({ cidr: "0.0.0.0/0" }, 22));
      });
      const { exitCode, open } = await checkNetwork(kind, document);
      expect(exitCode).toBe(1);
      const ssh = open.map((line) => line.replace(/_[0-9A-F]{8}\b.*/, ""));
      const rule = "aws_security_group.shop_frontend";
      expect(ssh).toEqual(
        expect.arrayContaining([`critical CORDON-NET-001 ${rule}`, `medium CORDON-NET-029 ${rule}`]),
      );
      expect(open.join()).not.toContain("CORDON-NET-014");
    });

    it("has a narrow rule that nothing here makes: found, though no other rule minds", async () => {
      const document = withGroup(kind, "db", (values) => {
        (values["ingress"] as unknown[]).push(entry({ cidr: "10.0.0.0/28" }, 5432));
      });
      const { open } = await checkNetwork(kind, document);
      expect(open.filter((line) => line.includes("NET-029"))).toHaveLength(1);
    });
  },
);

it("a rule that is gone from the state is seen: the other end is half-open", async () => {
  const document = withGroup("state", "db", (values) => {
    values["ingress"] = [];
  });
  const resources = listMember(member(member(document, "values"), "root_module"), "resources");
  const gone = resources.findIndex((one) =>
    /^aws_vpc_security_group_ingress_rule\.shop_db_/.test(String(member(one, "address"))),
  );
  expect(gone).toBeGreaterThan(-1);
  (resources as unknown[]).splice(gone, 1);
  const { exitCode, report } = await checkNetwork("state", document);
  expect(exitCode).toBe(1);
  expect(report.halfOpen).toMatchObject([
    { rule: expect.stringMatching(/egress_rule\.shop_app_/), missing: "ingress" },
  ]);
});
