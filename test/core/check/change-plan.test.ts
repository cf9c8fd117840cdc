import { describe, expect, it } from "vitest";
import { type ChangeStep, changePlan } from "../../../core/check/change-plan.js";
import { DocumentBuilder, groupId } from "../reachability/documents.js";

function plan(before: DocumentBuilder, after: DocumentBuilder): ChangeStep[] {
  const [old, now] = [before.network(), after.network()];
  return changePlan(old, now);
}

const brief = (steps: readonly ChangeStep[]) =>
  steps.map(({ action, resource, outage }) => `${action} ${resource}${outage ? " OUTAGE" : ""}`);
const base = () => new DocumentBuilder().group("app", "db").flow("app", "db", 5432);
const INGRESS = "aws_vpc_security_group_ingress_rule";
const EGRESS = "aws_vpc_security_group_egress_rule";

describe("the plan of a change", () => {
  it("is empty where nothing changes", () => {
    expect(plan(base(), base())).toEqual([]);
  });

  const ENDS = ["tcp/5432 app -> db, for good"];
  it.each([
    ["ports", { from_port: 5433, to_port: 5433 }, "from_port, to_port change", ENDS],
    ["ports to more ports", { from_port: 5000, to_port: 6000 }, "from_port, to_port change", []],
    ["reason", { description: "queries" }, "description changes", []],
    ["protocol", { ip_protocol: "udp" }, "ip_protocol changes", ENDS],
  ])("changes the %s of a rule in place", (_, change, why, cuts) => {
    const steps = plan(
      base(),
      new DocumentBuilder()
        .group("app", "db")
        .egress("app-db-5432", "app", "db", 5432)
        .ingress("app-db-5432", "db", "app", 5432, change),
    );
    expect(steps).toMatchObject([{ action: "in-place", resource: `${INGRESS}.app-db-5432`, why, cuts }]);
    expect(steps[0]?.outage).toBe(cuts.length > 0);
  });

  it("changes a block for another block in place, and replaces the rule where the kind of peer changes", () => {
    const from = (peer: string) => new DocumentBuilder().group("app", "db").ingress("r", "db", peer, 5432);
    expect(brief(plan(from("203.0.113.0/24"), from("203.0.112.0/23")))).toEqual([`in-place ${INGRESS}.r`]);
    expect(plan(from("203.0.113.0/24"), from("198.51.100.0/24"))).toMatchObject([
      { action: "in-place", cuts: ["tcp/5432 203.0.113.0/24 -> db, for good"] },
    ]);
    expect(brief(plan(from("203.0.113.0/24"), from("app")))).toEqual([`replace-rule ${INGRESS}.r OUTAGE`]);
    expect(brief(plan(from("203.0.113.0/24"), from("2001:db8::/32")))).toEqual([
      `replace-rule ${INGRESS}.r OUTAGE`,
    ]);
  });

  it("says that EC2 deletes no group that an interface carries", () => {
    const described = (description: string) =>
      new DocumentBuilder()
        .with("aws_security_group", "app", { description, vpc_id: `\${aws_vpc.main.id}` })
        .with("aws_subnet", "s", { vpc_id: `\${aws_vpc.main.id}`, cidr_block: "10.0.1.0/24" })
        .with("aws_network_interface", "one", {
          subnet_id: `\${aws_subnet.s.id}`,
          security_groups: [`\${aws_security_group.app.id}`],
        });
    expect(plan(described("old"), described("new"))[0]?.why).toBe(
      "description changes, which EC2 does only with a new group; the old one is deleted first: EC2 answers DependencyViolation while aws_network_interface.one carries it, and the apply stops",
    );
  });

  it("does not claim what is not known on one side", () => {
    const open = (name: string, value: unknown, style: "separate" | "legacy" = "separate") =>
      new DocumentBuilder().with("aws_security_group", "a", { vpc_id: `\${aws_vpc.main.id}` }).with(
        style === "legacy" ? "aws_security_group_rule" : INGRESS,
        "r",
        style === "legacy"
          ? {
              security_group_id: "${aws_security_group.a.id}",
              type: "ingress",
              protocol: "tcp",
              from_port: 443,
              to_port: 443,
              [name]: value,
            }
          : {
              security_group_id: "${aws_security_group.a.id}",
              ip_protocol: "tcp",
              from_port: 443,
              to_port: 443,
              [name]: value,
            },
      );
    const [block, unknown] = [open("cidr_ipv4", "10.1.0.0/16"), open("cidr_ipv4", "${var.block}")];
    expect(plan(block, unknown)).toMatchObject([
      {
        action: "in-place",
        why: "cidr_ipv4 may change",
        cuts: ["tcp/443 10.1.0.0/16 -> a (possible), for good"],
      },
    ]);
    expect(plan(unknown, block)[0]?.why).toBe("cidr_ipv4 may change");
    expect(plan(unknown, unknown)).toEqual([]);
    const legacy = (value: unknown) => open("cidr_blocks", value, "legacy");
    expect(plan(legacy(["10.1.0.0/16"]), legacy(["${var.block}"]))[0]?.why).toBe(
      "cidr_blocks may stay as it is; if not: cidr_blocks of aws_security_group_rule cannot be changed, so it is deleted and made again",
    );
    expect(plan(legacy(["10.1.0.0/16"]), legacy(["10.2.0.0/16"]))[0]?.why).not.toContain("may");
  });

  it("takes no name that the provider made of a prefix for a change", () => {
    const group = (values: object) =>
      new DocumentBuilder().with("aws_security_group", "app", {
        vpc_id: `\${aws_vpc.main.id}`,
        ...values,
      });
    const state = (prefix: string, name = `${prefix}2026112`) => group({ name, name_prefix: prefix });
    expect(plan(group({ name_prefix: "app-" }), state("app-"))).toEqual([]);
    expect(plan(state("app-"), group({ name_prefix: "app-" }))).toEqual([]);
    expect(plan(group({}), state("terraform-"))).toEqual([]);
    const forced = [`replace-group aws_security_group.app`];
    expect(brief(plan(group({ name_prefix: "app-" }), state("web-")))).toEqual(forced);
    expect(brief(plan(group({ name_prefix: "app-" }), state("app-", "other")))).toEqual(forced);
    expect(brief(plan(group({ name_prefix: "app-" }), group({ name: "app-2" })))).toEqual(forced);
  });

  it("replaces a rule that moves to another group", () => {
    const at = (group: string) =>
      new DocumentBuilder().group("app", "db").ingress("r", group, "203.0.113.0/24", 443);
    const steps = plan(at("app"), at("db"));
    expect(brief(steps)).toEqual([`replace-rule ${INGRESS}.r OUTAGE`]);
    expect(steps[0]?.why).toContain("moves to another group");
  });

  it("sees that a renamed rule claims the permission that the old one still holds", () => {
    const named = (id: string) =>
      new DocumentBuilder()
        .group("app", "db")
        .egress("out", "app", "db", 5432)
        .ingress(id, "db", "app", 5432, { description: id });
    const steps = plan(named("before"), named("after"));
    expect(brief(steps)).toEqual([
      `create ${INGRESS}.after`,
      `delete ${INGRESS}.before OUTAGE`,
      `duplicate-permission ${INGRESS}.after OUTAGE`,
    ]);
    expect(steps[1]?.cuts).toEqual(["tcp/5432 app -> db, until the new rule stands"]);
    expect(steps[2]?.fix).toContain(`moved { from = ${INGRESS}.before, to = ${INGRESS}.after }`);
  });

  it("sees that two rules swap their permissions", () => {
    const ports = (one: number, two: number) =>
      new DocumentBuilder()
        .group("app", "db")
        .egress("out", "app", "db", "all")
        .ingress("one", "db", "app", one)
        .ingress("two", "db", "app", two);
    expect(brief(plan(ports(80, 443), ports(443, 80)))).toEqual([
      `in-place ${INGRESS}.one OUTAGE`,
      `in-place ${INGRESS}.two OUTAGE`,
      `duplicate-permission ${INGRESS}.one OUTAGE`,
      `duplicate-permission ${INGRESS}.two OUTAGE`,
    ]);
  });

  it("cuts what only a deleted rule allows, and nothing where another one stays", () => {
    const both = base().egress("more", "app", "db", 443).ingress("more", "db", "app", 443);
    expect(brief(plan(both, base()))).toEqual([
      `delete ${INGRESS}.more OUTAGE`,
      `delete ${EGRESS}.more OUTAGE`,
    ]);
    const doubled = base().ingress("wide", "db", "app", 5432, { from_port: 5000, to_port: 6000 });
    expect(brief(plan(doubled, base()))).toEqual([`delete ${INGRESS}.wide`]);
  });

  it("replaces a group for its name, with an outage unless the new one is made first under a new name", () => {
    const described = (values: object) =>
      new DocumentBuilder()
        .with("aws_security_group", "web", { vpc_id: `\${aws_vpc.main.id}`, ...values })
        .ingress("r", "web", "203.0.113.0/24", 443);
    const first = { lifecycle: { create_before_destroy: true } };
    const change = (more: object) =>
      plan(described({ description: "old", ...more }), described({ description: "new", ...more }));
    expect(brief(change({}))).toEqual([`replace-group ${groupId("web")} OUTAGE`]);
    expect(brief(change({ ...first, name: "web" }))).toEqual([`replace-group ${groupId("web")} OUTAGE`]);
    expect(change({ ...first, name: "web" })[0]?.fix).toContain("name_prefix");
    expect(change({ ...first, name_prefix: "web-" })).toMatchObject([
      { action: "replace-group", cuts: ["tcp/443 203.0.113.0/24 -> web, until the new rule stands"] },
    ]);
  });

  it("cuts nothing where a group is made first with inline rules: they are part of it", () => {
    const described = (description: string) =>
      new DocumentBuilder().with("aws_security_group", "web", {
        vpc_id: `\${aws_vpc.main.id}`,
        description,
        name_prefix: "web-",
        lifecycle: { create_before_destroy: true },
        ingress: [{ protocol: "tcp", from_port: 443, to_port: 443, cidr_blocks: ["203.0.113.0/24"] }],
      });
    expect(brief(plan(described("old"), described("new")))).toEqual([`replace-group ${groupId("web")}`]);
  });

  it("sees that rules which name a replaced group are cut from what carries the new one", () => {
    const described = (description: string) => {
      const own = { vpc_id: `\${aws_vpc.main.id}` };
      return new DocumentBuilder()
        .with("aws_security_group", "app", { ...own, description })
        .with("aws_security_group", "db", { ...own, description: "the db tier" })
        .flow("app", "db", 5432);
    };
    const [step] = plan(described("old"), described("new"));
    expect(step).toMatchObject({ action: "replace-group", resource: groupId("app") });
    expect(step?.cuts).toEqual(["tcp/5432 app -> db, until the new rule stands"]);
  });

  it("makes a rule first where it creates before it destroys", () => {
    const from = (peer: string) =>
      new DocumentBuilder()
        .group("app", "db")
        .egress("out", "app", "db", 5432)
        .ingress("r", "db", peer, 5432, { lifecycle: { create_before_destroy: true } });
    const [first] = plan(from("10.0.0.0/16"), from("app"));
    expect(first).toMatchObject({ action: "replace-rule", outage: false, cuts: [] });
    const late = (peer: string) =>
      new DocumentBuilder()
        .group("app", "db")
        .egress("out", "app", "db", 5432)
        .ingress("r", "db", peer, 5432);
    expect(plan(late("10.0.0.0/16"), late("app"))[0]?.cuts).toContain(
      "tcp/5432 app -> db, until the new rule stands",
    );
  });

  it("changes tags in place, makes new groups and deletes old ones", () => {
    const tagged = (owner: string) =>
      new DocumentBuilder().with("aws_security_group", "web", {
        vpc_id: `\${aws_vpc.main.id}`,
        tags: { owner },
      });
    expect(brief(plan(tagged("a"), tagged("b")))).toEqual([`in-place ${groupId("web")}`]);
    const one = new DocumentBuilder().group("one");
    expect(brief(plan(one, new DocumentBuilder().group("two")))).toEqual([
      `create ${groupId("two")}`,
      `delete ${groupId("one")}`,
    ]);
  });

  it("replaces older and inline rules, whatever changes", () => {
    const legacy = (port: number, description = "x") =>
      new DocumentBuilder().group("db").with("aws_security_group_rule", "r", {
        type: "ingress",
        security_group_id: `\${aws_security_group.db.id}`,
        protocol: "tcp",
        from_port: port,
        to_port: port,
        cidr_blocks: ["203.0.113.0/24"],
        description,
      });
    expect(brief(plan(legacy(1), legacy(2)))).toEqual(["replace-rule aws_security_group_rule.r OUTAGE"]);
    expect(brief(plan(legacy(1), legacy(1, "y")))).toEqual(["in-place aws_security_group_rule.r"]);
    const inline = (port: number) =>
      new DocumentBuilder().with("aws_security_group", "db", {
        vpc_id: `\${aws_vpc.main.id}`,
        ingress: [{ protocol: "tcp", from_port: port, to_port: port, cidr_blocks: ["203.0.113.0/24"] }],
      });
    expect(brief(plan(inline(1), inline(2)))).toEqual([`replace-rule ${groupId("db")}.ingress[0] OUTAGE`]);
    expect(brief(plan(inline(1), inline(1)))).toEqual([]);
  });
});
