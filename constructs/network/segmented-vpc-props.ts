import { listMember, textMember } from "../../core/json/values.js";
import { isZoneOf } from "../../core/network/aws-names.js";
import { Port } from "../../core/network/port.js";
import { isToken } from "../../core/network/token.js";
import { REGION, TAGS } from "../../core/options/aws-kinds.js";
import type { SettingErrorCode } from "../../core/options/error-codes.js";
import { FLAG, listOf, number, orToken, value, word } from "../../core/options/kinds.js";
import { type OptionFault, type OptionKind, optional, wrong } from "../../core/options/option-kind.js";
import { options } from "../../core/options/shape.js";
import { RETENTION_DAYS } from "../guardrails/encrypted-bucket.js";
import type { Checked } from "../settings/check-construct.js";

/** One tier of a VPC: a subnet in every zone, one route table a zone, one network ACL. */
export interface TierProps {
  readonly name: string;
  /**
   * Whether the tier's subnets have a route to the internet gateway.
   * @default false
   */
  readonly public?: boolean;
  /**
   * Conversations that the tier opens with other tiers, for the network ACLs.
   * @default - none
   */
  readonly reaches?: readonly { readonly tier: string; readonly port: Port }[];
  /**
   * Conversations that clients outside the VPC open with the tier, for the network ACLs.
   * @default - none
   */
  readonly clients?: readonly { readonly cidr: string; readonly port: Port }[];
  /**
   * Ports on which the tier opens conversations outside the VPC's addresses: to gateway endpoints, or through NAT.
   * @default - none
   */
  readonly outside?: readonly Port[];
  /**
   * Whether the tier has a route to the internet through NAT, where the VPC has NAT at all.
   * @default false
   */
  readonly nat?: boolean;
}

/** The shape of a segmented VPC. */
export interface SegmentedVpcProps {
  /** The AWS region as a literal, for example "eu-central-1". */
  readonly region: string;
  /** An IPv4 block from /16 to /24. */
  readonly cidr: string;
  /** One to four availability zones by name, for example ["eu-central-1a", "eu-central-1b"]; new ones go last. */
  readonly zones: readonly string[];
  /** In order; a new tier goes last, because the position decides the tier's addresses. */
  readonly tiers: readonly TierProps[];
  /**
   * The tier whose subnets take the interfaces of interface endpoints.
   * @default - no interface endpoints
   */
  readonly endpointTier?: string;
  /**
   * NAT gateways in the first public tier: "none", one for all zones ("single"), or one a zone ("per-zone").
   * @default "none"
   */
  readonly nat?: "none" | "single" | "per-zone";
  /**
   * Prefix length of every subnet, at most 28.
   * @default - the VPC's prefix length plus 4
   */
  readonly subnetPrefixLength?: number;
  /** Days that flow logs stay; for 30 more they can be recovered. @default 400 */
  readonly flowLogRetentionDays?: number;
  /** @default - `Name` only */
  readonly tags?: Readonly<Record<string, string>>;
}

const TEXT = value("a text", (given) => typeof given === "string");
const PORT: OptionKind = value(
  "a constant or factory of Port: Port.HTTPS, Port.tcp(8443)",
  (port) => port instanceof Port,
);

const TIER = options<TierProps>({
  name: TEXT,
  public: optional(FLAG),
  reaches: optional(
    listOf(options<{ readonly tier: string; readonly port: Port }>({ tier: TEXT, port: PORT })),
  ),
  clients: optional(
    listOf(options<{ readonly cidr: string; readonly port: Port }>({ cidr: TEXT, port: PORT })),
  ),
  outside: optional(listOf(PORT)),
  nat: optional(FLAG),
});

const SHAPE = options<SegmentedVpcProps>({
  region: REGION,
  cidr: TEXT,
  zones: listOf(TEXT),
  tiers: listOf(TIER),
  endpointTier: optional(TEXT),
  nat: optional(word("none", "single", "per-zone")),
  subnetPrefixLength: optional(value("a whole number", Number.isInteger)),
  flowLogRetentionDays: optional(orToken(number(RETENTION_DAYS))),
  tags: optional(TAGS),
});

/** What cannot be a network, as far as one option says it; what fits together, the plans of subnets and ACLs check. */
export const SEGMENTED_VPC: Checked<SettingErrorCode> = {
  subject: "the VPC",
  code: "CORDON_SETTING_REFUSED",
  kind: {
    ...SHAPE,
    faults: (given, at) => {
      const faults = SHAPE.faults(given, at);
      return faults.length > 0 ? faults : zoneFaults(given);
    },
  },
};

/** Subnets in zones of another region: Terraform's plan takes them, EC2 does not. */
function zoneFaults(props: unknown): OptionFault[] {
  const region = textMember(props, "region") ?? "";
  return listMember(props, "zones").flatMap((zone, index) => {
    const isWrong = !isToken(zone) && !isZoneOf(String(zone), region);
    return isWrong ? [wrong(zone, `zones[${index}]`, `a zone of ${region}, such as ${region}a`)] : [];
  });
}
