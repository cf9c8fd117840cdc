import type { IcmpType } from "../network/traffic.js";
import type { UnknownItem } from "../terraform/resource.js";

/** Who may talk to whom. */
export interface Conversations {
  /** Segments, workloads, then the outside ends that rules name; `internet` is always there. */
  readonly endpoints: readonly Endpoint[];
  readonly edges: readonly Edge[];
  readonly unknown: readonly UnknownItem[];
}

/** What can reach what: the lists of `cordon check --format json`, in its own field names. */
export interface Reachability extends Conversations {
  /** Pairs without an edge of their own that a chain of edges joins, with a shortest chain each. */
  readonly paths: readonly Path[];
  readonly halfOpen: readonly HalfOpen[];
  /**
   * Whose `paths` are listed: 10 000 groups have up to 10^8 pairs, so where those of all endpoints are too many,
   * the list holds those of the outside ends, or of the internet alone. `shortestPath` finds every other one.
   */
  readonly pathsListed: "all" | "from-outside" | "from-internet";
  /** Rules that add nothing: for guardrails. */
  readonly redundant: readonly RedundantRule[];
  /** Flows that network ACLs or routes cut, for guardrails. */
  readonly deadFlows: readonly DeadFlow[];
}

/** Something that can start or take a conversation. */
export interface Endpoint {
  /** Terraform address; `internet`; the CIDR block; for an unresolved end its expression. */
  readonly id: string;
  readonly name: string;
  readonly kind: EndpointKind;
  /** Null where the document holds none. */
  readonly constructPath: string | null;
}

/** `unknown`: a security group or address that is not in the input; whatever it allows is not known. */
export type EndpointKind = "segment" | "workload" | "cidr" | "prefix-list" | "internet" | "unknown";

/** The id of the endpoint that stands for the internet: every globally routable address. */
export const INTERNET = "internet";

/** Traffic that both ends allow. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  /** "tcp", "udp", "icmp", "icmpv6", "all" or an IANA number. */
  readonly protocol: string;
  /** First port; null where the protocol has none, and for "all". */
  readonly fromPort: number | null;
  /** Last port, inclusive; null where the protocol has none, and for "all". */
  readonly toPort: number | null;
  /** On edges of icmp and icmpv6 alone: the types that pass; null: every type. @default - it is of another protocol */
  readonly icmpTypes?: readonly IcmpType[] | null;
  readonly family: "ipv4" | "ipv6" | "both";
  /** "always": for every address that both ends may have. "possible": for some, or because something is unresolved. */
  readonly certainty: Certainty;
  /** The rules of both ends that let it pass, those of the source first. */
  readonly because: readonly string[];
  /** What bounds a possible edge that grants may open. @default - no grant is needed for it */
  readonly grants?: readonly GrantBound[];
}

/** An entitlement whose grant may open an edge, and for how long at most. */
export interface GrantBound {
  readonly entitlement: string;
  readonly maxMinutes: number;
}

/** How sure an edge is. */
export type Certainty = "always" | "possible";

/** A chain of edges from one endpoint to another, through segments or workloads. */
export interface Path {
  readonly from: string;
  readonly to: string;
  /** Number of edges, at least 2. */
  readonly hops: number;
  /** The endpoints between, in order. */
  readonly through: readonly string[];
}

/** A rule toward a group that, judged alone, accepts none of its packets. */
export interface HalfOpen {
  readonly rule: string;
  /** The direction of the rule that the other group lacks. */
  readonly missing: "ingress" | "egress";
}

/** A flow that both of its groups allow and that no workloads which carry them have. */
export interface DeadFlow {
  /** The rule that names the other end, by its group or by a block. */
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  readonly by: "network-acl" | "route";
}

/** A rule whose every packet another rule of the same group and direction lets through as well. */
export interface RedundantRule {
  readonly rule: string;
  /** "duplicate": EC2 refuses the second one (InvalidPermission.Duplicate). "shadowed": a union of wider rules covers it. */
  readonly kind: "duplicate" | "shadowed";
  readonly by: readonly string[];
}
