import { describe, expect, it } from "vitest";
import { valueOrThrow } from "../../../core/errors.js";
import { inspect } from "../../../core/guardrails/finding.js";
import { GUARDRAILS } from "../../../core/guardrails/guardrails.js";
import { CheckedNetwork } from "../../../core/reachability/checked-network.js";
import { computeReachability } from "../../../core/reachability/compute-reachability.js";
import { readDocument } from "../../../core/reachability/read-document.js";
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
} from "../reachability/shown-documents.js";

const OFFICE = { cidr: "203.0.113.0/24" } as const;
const ANYWHERE = { cidr: "0.0.0.0/0" } as const;
const OWN = "aws_vpc_security_group_ingress_rule.own";
const OUT = "aws_vpc_security_group_egress_rule.out";
const GROUP = "aws_security_group.app";

/** Findings about who makes a rule and how rules are written, and what is not known of it. */
function seen(files: readonly InputFile[], source?: readonly InputFile[]): string[] {
  const model = valueOrThrow(readDocument(files, source === undefined ? {} : { source }));
  const network = new CheckedNetwork(model, computeReachability(model));
  const { findings, unknown } = inspect(network, GUARDRAILS);
  return [
    ...findings.map(({ rule, resource }) => `${rule.slice(-3)} ${resource}`),
    ...unknown.map(({ resource, why }) => `? ${resource} ${why}`),
  ].filter((line) => /^(?:029|014|\?.*029)/.test(line));
}

/** A group with one separate ingress rule, and what stands in its entries beside the mirror of that rule. */
function withSeparate(ingress: readonly object[], egress: readonly object[] = []): Shown {
  return {
    "aws_vpc.main": VPC,
    [GROUP]: group(APP, [entry(OFFICE, 443), ...(ingress as [])], egress as []),
    [OWN]: separate("sgr-0000000000000000a", APP, OFFICE, 443),
  };
}

describe("a rule that no resource of the input makes", () => {
  it("is one beside a mirrored rule of its direction, in a state and in a refreshed plan", () => {
    const shown = withSeparate([entry(ANYWHERE, 22)]);
    const plan = shownPlan("plan.json", shown, { prior: shown });
    for (const file of [shownState("state.json", shown), plan])
      expect(seen([file])).toEqual([`029 ${GROUP}.ingress[1]`]);
  });

  it("may be written in the other direction, which neither a state nor a plan can tell", () => {
    const shown = withSeparate([], [entry(ANYWHERE, 443)]);
    expect(seen([shownState("state.json", shown)])).toEqual([
      expect.stringMatching(
        /^\? aws_security_group\.app\.egress\[0\] CORDON-NET-029: .*a state does not show/,
      ),
    ]);
    expect(seen([shownPlan("plan.json", shown, { prior: shown })])).toEqual([
      expect.stringMatching(/^\? aws_security_group\.app\.egress\[0\] CORDON-NET-029: .*dynamic blocks/),
    ]);
  });

  it("is the group's own where the plan shows that it is written: then the styles are mixed", () => {
    const shown = withSeparate([], [entry(ANYWHERE, 443)]);
    const expressions = { [GROUP]: { egress: { constant_value: [entry(ANYWHERE, 443)] } } };
    expect(seen([shownPlan("plan.json", shown, { prior: shown, expressions })])).toEqual([`014 ${GROUP}`]);
  });

  it("is the group's own where the plan changes it: what nobody writes is kept", () => {
    const prior = withSeparate([], [entry(ANYWHERE, 443), entry(ANYWHERE, 22)]);
    const planned = withSeparate([], [entry(ANYWHERE, 443)]);
    expect(seen([shownPlan("plan.json", planned, { prior })])).toEqual([`014 ${GROUP}`]);
  });

  it("is the group's own where a dynamic block takes the separate rule away again", () => {
    const prior = withSeparate([entry(ANYWHERE, 8443)]);
    const planned = { ...prior, [GROUP]: group(APP, [entry(ANYWHERE, 8443)]) };
    expect(seen([shownPlan("plan.json", planned, { prior })])).toEqual([`014 ${GROUP}`]);
  });

  it("is told by --source: a dynamic block writes it, or nothing does", () => {
    const shown = withSeparate([], [entry(ANYWHERE, 443)]);
    const expressions = {
      [OWN]: { security_group_id: { references: [`${GROUP}.id`, GROUP] } },
    };
    const plan = shownPlan("plan.json", shown, { prior: shown, expressions });
    const written = (body: object): InputFile[] => [
      {
        path: "main.tf.json",
        json: {
          resource: {
            aws_vpc: { main: {} },
            aws_security_group: { app: body },
            aws_vpc_security_group_ingress_rule: { own: { security_group_id: `\${${GROUP}.id}` } },
          },
        },
      },
    ];
    const content = { from_port: 443, to_port: 443, protocol: "tcp", cidr_blocks: ["0.0.0.0/0"] };
    const dynamic = (each: readonly number[]) => ({ dynamic: { egress: { for_each: each, content } } });
    expect(seen([plan], written(dynamic([1])))).toEqual([`014 ${GROUP}`]);
    for (const body of [{}, dynamic([])])
      expect(seen([plan], written(body))).toEqual([`029 ${GROUP}.egress[0]`]);
  });

  it("is not one in a group without separate rules, nor in one that is still to be made", () => {
    const inline = { "aws_vpc.main": VPC, [GROUP]: group(APP, [entry(OFFICE, 443)], [entry(ANYWHERE, 443)]) };
    expect(seen([shownState("state.json", inline)])).toEqual([]);
    expect(seen([shownPlan("plan.json", inline, { prior: inline })])).toEqual([]);
    const { id: _, ...made } = group(APP, [entry(OFFICE, 443)]);
    const first = { [GROUP]: made, [OWN]: separate("sgr-0000000000000000a", APP, ANYWHERE, 443) };
    expect(seen([shownPlan("plan.json", first)])).toEqual([]);
  });

  it("goes with its resource where the plan destroys that, and what is beside it stays", () => {
    const prior = withSeparate([entry(ANYWHERE, 22)]);
    const planned = { "aws_vpc.main": VPC, [GROUP]: group(APP, [entry(OFFICE, 443), entry(ANYWHERE, 22)]) };
    expect(seen([shownPlan("plan.json", planned, { prior })])).toEqual([`029 ${GROUP}.ingress[1]`]);
  });

  it("is one in a state that is older than its separate rules, whose group mirrors none of them", () => {
    const stale = (ingress: Parameters<typeof group>[1]) => ({
      ...withSeparate([]),
      [GROUP]: group(APP, ingress),
    });
    expect(seen([shownState("state.json", stale([]))])).toEqual([]);
    expect(seen([shownState("state.json", stale([entry(ANYWHERE, 22)]))])).toEqual([
      `029 ${GROUP}.ingress[0]`,
    ]);
  });

  it("is not a finding for its own account's form, other protocols and other forms of a block", () => {
    const shown = {
      "aws_vpc.main": VPC,
      [GROUP]: group(
        APP,
        [
          entry({ ipv6: "2001:db8::/32" }, 443),
          entry({ cidr: "10.0.0.0/16" }, 0, { protocol: "50" }),
          entry({ cidr: "10.0.0.0/16" }, -1, { protocol: "icmp" }),
          entry({ self: true }, 0, { protocol: "-1" }),
        ],
        [entry({ group: `123456789012/${DB}` }, 5432)],
      ),
      "aws_security_group.db": group(DB),
      [OWN]: separate("sgr-1", APP, { ipv6: "2001:0DB8::/32" }, 443),
      "aws_vpc_security_group_ingress_rule.esp": separate("sgr-2", APP, { cidr: "10.0.0.0/16" }, 0, {
        ip_protocol: "50",
        from_port: null,
        to_port: null,
      }),
      "aws_vpc_security_group_ingress_rule.icmp": separate("sgr-3", APP, { cidr: "10.0.0.0/16" }, -1, {
        ip_protocol: "1",
      }),
      "aws_vpc_security_group_ingress_rule.self": separate("sgr-4", APP, { group: APP }, 0, {
        ip_protocol: "-1",
        from_port: null,
        to_port: null,
      }),
      [OUT]: separate("sgr-5", APP, { group: DB }, 5432),
    };
    expect(seen([shownState("state.json", shown)])).toEqual([]);
  });

  it("stands in every report of open rules like any other", () => {
    const shown = withSeparate([entry(ANYWHERE, 22)]);
    const model = valueOrThrow(readDocument([shownState("state.json", shown)]));
    const { findings } = inspect(new CheckedNetwork(model, computeReachability(model)), GUARDRAILS);
    const ssh = findings.filter(({ resource }) => resource === `${GROUP}.ingress[1]`);
    expect(ssh.map(({ severity }) => severity)).toContain("critical");
  });
});

describe("a rule of another stack", () => {
  const network = { "aws_vpc.main": VPC, ...withSeparate([entry({ group: DB }, 8080)]) };
  const other = {
    "aws_security_group.db": group(DB),
    "aws_vpc_security_group_ingress_rule.from_db": separate(
      "sgr-0000000000000000b",
      APP,
      { group: DB },
      8080,
    ),
  };

  it("is one finding without that stack, and none with it, in either order, as states and as plans", () => {
    expect(seen([shownState("network.json", network)])).toEqual([`029 ${GROUP}.ingress[1]`]);
    const states = [shownState("network.json", network), shownState("access.json", other)];
    const plans = [
      shownPlan("network.json", network, { prior: network }),
      shownPlan("access.json", other, { prior: other }),
    ];
    for (const files of [states, plans]) {
      expect(seen(files)).toEqual([]);
      expect(seen([...files].reverse())).toEqual([]);
    }
  });
});
