import { type Expectation, type ExpectationEntry, expectationOf } from "../../../core/check/expectation.js";
import { valueOrThrow } from "../../../core/errors.js";
import { CheckedNetwork } from "../../../core/reachability/checked-network.js";
import { computeReachability } from "../../../core/reachability/compute-reachability.js";
import { readDocument } from "../../../core/reachability/read-document.js";

/** A Terraform JSON document. */
export type Document = Readonly<Record<string, unknown>>;

/** One end of a rule: another group's label, or a block of addresses. */
type Peer = string;

/** A document with one VPC, groups, and flows written as both rules. */
export class DocumentBuilder {
  readonly #groups: Record<string, Record<string, unknown>> = {};
  readonly #ingress: Record<string, unknown> = {};
  readonly #egress: Record<string, unknown> = {};
  readonly #others: Record<string, Record<string, unknown>> = {};
  readonly #grantable: object[] = [];

  group(...names: readonly string[]): this {
    for (const name of names) {
      this.#groups[name] = { name, description: `the ${name} tier`, vpc_id: `\${aws_vpc.main.id}` };
    }
    return this;
  }

  /** The ingress rule `<id>` at the group. */
  ingress(id: string, group: string, peer: Peer, port: number | "all", more: object = {}): this {
    this.#ingress[id] = this.#rule(group, peer, port, more);
    return this;
  }

  /** The egress rule `<id>` at the group. */
  egress(id: string, group: string, peer: Peer, port: number | "all", more: object = {}): this {
    this.#egress[id] = this.#rule(group, peer, port, more);
    return this;
  }

  /** Both rules of a conversation, each with the id `<from>-<to>-<port>`. */
  flow(from: string, to: string, port: number | "all"): this {
    const id = `${from}-${to}-${port}`;
    return this.egress(id, from, to, port).ingress(id, to, from, port);
  }

  with(type: string, name: string, values: Record<string, unknown>): this {
    this.#others[type] = { ...this.#others[type], [name]: values };
    return this;
  }

  instance(name: string, ...groups: readonly string[]): this {
    return this.with("aws_instance", name, {
      vpc_security_group_ids: groups.map((group) => `\${aws_security_group.${group}.id}`),
    });
  }

  /** A flow that a grant of the entitlement may open, as constructs state it. */
  grantable(entitlement: string, from: string, to: string, port: number, more: object = {}): this {
    this.#grantable.push({
      entitlement,
      maxMinutes: 60,
      from: `\${aws_security_group.${from}.id}`,
      to: `\${aws_security_group.${to}.id}`,
      protocol: "tcp",
      fromPort: port,
      toPort: port,
      constructPath: "shop/jit",
      ...more,
    });
    return this;
  }

  build(): Document {
    return {
      ...(this.#grantable.length === 0
        ? {}
        : { "//": { metadata: { cordon: { grantableFlows: this.#grantable } } } }),
      resource: {
        aws_vpc: { main: { cidr_block: "10.0.0.0/16" } },
        aws_security_group: this.#groups,
        ...(Object.keys(this.#ingress).length > 0
          ? { aws_vpc_security_group_ingress_rule: this.#ingress }
          : {}),
        ...(Object.keys(this.#egress).length > 0 ? { aws_vpc_security_group_egress_rule: this.#egress } : {}),
        ...this.#others,
      },
      variable: { open: {} },
    };
  }

  network(): CheckedNetwork {
    return networkOf(this.build());
  }

  #rule(group: string, peer: Peer, port: number | "all", more: object): object {
    const block = peer.includes(":") ? { cidr_ipv6: peer } : { cidr_ipv4: peer };
    return {
      security_group_id: `\${aws_security_group.${group}.id}`,
      description: "page requests",
      ...(port === "all" ? { ip_protocol: "-1" } : { ip_protocol: "tcp", from_port: port, to_port: port }),
      ...(peer.startsWith("${")
        ? { referenced_security_group_id: peer }
        : peer.includes("/")
          ? block
          : { referenced_security_group_id: `\${aws_security_group.${peer}.id}` }),
      ...more,
    };
  }
}

/** web to app on 443, app to db on 5432, the internet to web on 443. */
export function threeTier(): DocumentBuilder {
  return new DocumentBuilder()
    .group("web", "app", "db")
    .ingress("public", "web", "0.0.0.0/0", 443)
    .flow("web", "app", 443)
    .flow("app", "db", 5432);
}

/** The network of a Terraform JSON document. */
export function networkOf(document: Document): CheckedNetwork {
  const model = valueOrThrow(readDocument([{ path: "main.tf.json", json: document }]));
  return new CheckedNetwork(model, computeReachability(model));
}

/** An expectation as a file writes it. */
export function expectation(entry: ExpectationEntry): Expectation {
  return valueOrThrow(expectationOf(entry, "expectations.json#/expectations/0"));
}

/** The Terraform address of a group. */
export function groupId(name: string): string {
  return `aws_security_group.${name}`;
}
