import { describe, expect, it } from "vitest";
import { Peer, Port } from "../../constructs/index.js";
import { ruleTable } from "./rule-table.js";
import { type Attributes, newSegmentation, type SynthesizedStack, synthesizedAround } from "./synthesized.js";

const EGRESS = "aws_vpc_security_group_egress_rule";
const INGRESS = "aws_vpc_security_group_ingress_rule";

type Rules = Record<string, Record<string, Attributes>>;

function synthesizedExample(): SynthesizedStack {
  const shop = newSegmentation();
  const [app, db] = [shop.segment("app"), shop.segment("db")];
  app.allowFrom(Peer.cidr("203.0.113.0/24"), Port.HTTPS, { reason: "office users" });
  app.allowTo(db, Port.POSTGRES, { reason: "orders store" });
  return synthesizedAround(shop);
}

/** Every stack that a defect of the constructs could make of the example: one change of one rule. */
function mutants(stack: SynthesizedStack): [name: string, mutant: SynthesizedStack][] {
  const changed = (name: string, type: string, change: (rule: Attributes) => Attributes | undefined) =>
    Object.keys(stack.resource?.[type] ?? {}).map((address): [string, SynthesizedStack] => {
      const resource = structuredClone(stack.resource) as Rules;
      const rules = resource[type] as Record<string, Attributes>;
      const rule = change(rules[address] as Attributes);
      if (rule === undefined) delete rules[address];
      else rules[address] = rule;
      return [`${name} (${address})`, { ...stack, resource }];
    });
  const reversed = (rule: Attributes): Attributes => ({
    ...rule,
    security_group_id: rule["referenced_security_group_id"] ?? rule["security_group_id"],
    ...(rule["referenced_security_group_id"] === undefined
      ? { cidr_ipv4: "0.0.0.0/0" }
      : { referenced_security_group_id: rule["security_group_id"] }),
  });
  return [EGRESS, INGRESS].flatMap((type) => [
    ...changed("an end is missing", type, () => undefined),
    ...changed("the ends are reversed", type, reversed),
    ...changed("one port more", type, (rule) => ({ ...rule, to_port: Number(rule["to_port"]) + 1 })),
    ...changed("every protocol", type, (rule) => ({ ...rule, ip_protocol: "-1" })),
    ...changed("a second peer", type, (rule) => ({ ...rule, cidr_ipv6: "::/0" })),
    ...changed("no reason", type, ({ description: _, ...rule }) => rule),
    ...changed("another group", type, (rule) => ({ ...rule, security_group_id: "sg-0123456789abcdef0" })),
  ]);
}

describe("the rule table, by which the other tests judge", () => {
  it("shows the example", () => {
    expect(ruleTable(synthesizedExample())).toEqual([
      "app egress tcp/5432 to db (orders store)",
      "app ingress tcp/443 from 203.0.113.0/24 (office users)",
      "db ingress tcp/5432 from app (orders store)",
    ]);
  });

  it("changes with every mutant of a rule", () => {
    const stack = synthesizedExample();
    const original = ruleTable(stack);
    const all = mutants(stack);
    expect(all).toHaveLength(21);
    const survivors = all.filter(([, mutant]) => `${ruleTable(mutant)}` === `${original}`);
    expect(survivors.map(([name]) => name)).toEqual([]);
  });
});
