import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js";
import type { Construct } from "constructs";
import { formatProtocol, hasIcmpTypes, hasPorts } from "../../core/network/protocol.js";
import { type Direction, peerKey, ruleName, type SecurityGroupRule } from "../../core/network/rule.js";
import { RuleSet } from "../../core/network/rule-set.js";

/** What a rule's peer is to Terraform: the id, where it has one, and the construct that the rule goes under. */
export interface PeerTarget {
  /** The id of the group or prefix list; undefined for a CIDR block. */
  readonly id: string | undefined;
  /** The construct whose stack holds the rule. */
  readonly scope: Construct;
  /** What keeps the rule's id apart under a scope that is not its own segment; empty under its own. */
  readonly idPrefix: string;
}

/** The rules of one security group in one direction: the set, and one standalone resource for each rule of it. */
export class RuleResources {
  readonly set: RuleSet;
  readonly #securityGroupId: string;
  readonly #aggregate: boolean;
  readonly #targets = new Map<string, PeerTarget>();
  readonly #own: Construct;
  /** Resources by rule name, with what they were made from. */
  readonly #placed = new Map<
    string,
    { readonly scope: Construct; readonly id: string; readonly content: string }
  >();

  constructor(own: Construct, securityGroupId: string, direction: Direction, aggregate: boolean) {
    this.#own = own;
    this.#securityGroupId = securityGroupId;
    this.#aggregate = aggregate;
    this.set = new RuleSet(direction, aggregate);
  }

  /** Adds a rule that the set does not refuse, and brings the resources into line with the set. */
  add(rule: SecurityGroupRule, target: PeerTarget): void {
    this.set.add(rule);
    this.#targets.set(peerKey(rule.peer), target);
    if (this.#aggregate) this.#replaceChanged(this.set.rules());
    else this.#place(rule, target);
  }

  /** A new flow may merge with older ones, so their resources give way to the merged ones. */
  #replaceChanged(rules: readonly SecurityGroupRule[]): void {
    const wanted = new Map(rules.map((rule) => [ruleName(rule), rule]));
    for (const [name, { scope, id, content }] of this.#placed) {
      const rule = wanted.get(name);
      if (rule !== undefined && contentOf(rule) === content) continue;
      scope.node.tryRemoveChild(id);
      this.#placed.delete(name);
    }
    for (const [name, rule] of wanted) {
      if (this.#placed.has(name)) continue;
      const target = this.#targets.get(peerKey(rule.peer)) ?? {
        id: undefined,
        scope: this.#own,
        idPrefix: "",
      };
      const id = this.#place(rule, target);
      this.#placed.set(name, { scope: target.scope, id, content: contentOf(rule) });
    }
  }

  /** One standalone rule resource; never create-before-destroy, because EC2 refuses the same rule twice. */
  #place(rule: SecurityGroupRule, target: PeerTarget): string {
    const id = `${target.idPrefix}${ruleName(rule)}`;
    const { protocol, from, to } = rule.port;
    const config = {
      securityGroupId: this.#securityGroupId,
      description: rule.reason,
      ipProtocol: protocol === "all" ? "-1" : formatProtocol(protocol),
      // Ports of other protocols are ignored by EC2 and come back as drift.
      ...(hasPorts(protocol) || hasIcmpTypes(protocol) ? { fromPort: from, toPort: to } : {}),
      ...peerAttribute(rule, target.id),
    };
    if (rule.direction === "egress") new VpcSecurityGroupEgressRule(target.scope, id, config);
    else new VpcSecurityGroupIngressRule(target.scope, id, config);
    return id;
  }
}

function contentOf(rule: SecurityGroupRule): string {
  return `${rule.reason} ${rule.port} ${peerKey(rule.peer)}`;
}

/** Exactly one of the attributes by which the provider takes a peer. */
function peerAttribute(rule: SecurityGroupRule, id: string | undefined) {
  switch (rule.peer.kind) {
    case "cidr":
      return rule.peer.cidr.family === "ipv4"
        ? { cidrIpv4: rule.peer.cidr.text }
        : { cidrIpv6: rule.peer.cidr.text };
    case "prefix-list":
    case "aws-service":
      return { prefixListId: id as string };
    case "security-group":
    case "segment":
      return { referencedSecurityGroupId: id as string };
  }
}
