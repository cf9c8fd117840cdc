import type { Problem } from "../errors.js";

/** Every error code of the network capability, with what it means. `docs/errors.md` is generated from it. */
export const NETWORK_ERROR_CODES = {
  CORDON_CIDR_MALFORMED: "The text is not an IPv4 or IPv6 CIDR block.",
  CORDON_CIDR_HOST_BITS: "The CIDR block does not start at its network address, which EC2 refuses.",
  CORDON_TOKEN_NOT_ALLOWED:
    "A value that Terraform knows only at deployment stands where a literal is needed.",
  CORDON_PROTOCOL_UNKNOWN: "The protocol is not a name or number that EC2 accepts.",
  CORDON_PORT_OUT_OF_RANGE:
    "A port is not a whole number from 0 to 65535, or an ICMP type or code is not one from 0 to 255.",
  CORDON_PORT_RANGE_REVERSED: "The first port of a range is higher than the last one.",
  CORDON_PORT_MALFORMED:
    "The text is not a port such as tcp/443, or gives ports to a protocol without ports.",
  CORDON_REASON_MISSING: "A flow has no reason.",
  CORDON_DESCRIPTION_REFUSED: "A text holds characters that EC2 refuses in a description, or is too long.",
  CORDON_SEGMENT_NAME_REFUSED: "The name of a segment, flow or peer is one that EC2 or Cordon refuses.",
  CORDON_SEGMENT_NAME_TAKEN: "Two segments of one segmentation have the same name.",
  CORDON_FLOW_ID_TAKEN: "Two flows of one segment have the same id.",
  CORDON_FLOW_DUPLICATE: "Two flows say the same; EC2 answers InvalidPermission.Duplicate.",
  CORDON_FLOW_SHADOWED: "A flow lies wholly inside another flow of the same segment, so it adds nothing.",
  CORDON_FLOW_SELF: "A segment is its own peer where that was not asked for.",
  CORDON_FLOW_IMMUTABLE: "Every end of a flow is an imported security group that must not be changed.",
  CORDON_FLOW_QUARANTINED: "A flow has the quarantine at one end.",
  CORDON_FLOW_DIRECTION: "The peer cannot be the source of a flow.",
  CORDON_PEER_UNKNOWN: "The other end of a flow is neither a segment nor a peer.",
  CORDON_PEER_OPTION_REFUSED: "An option of a peer is misspelt, or the options are not an object.",
  CORDON_PEER_INTERNET: "A flow opens the whole internet without saying so.",
  CORDON_PEER_NAME_NEEDED: "A peer whose id is known only at deployment has no name to derive rule ids from.",
  CORDON_PEER_NAME_TAKEN: "One name stands for two prefix lists or two security groups.",
  CORDON_PREFIX_LIST_REFUSED: "A prefix list has no usable id or number of entries.",
  CORDON_SECURITY_GROUP_ID_REFUSED: "The text is not a security group id.",
  CORDON_SERVICE_UNKNOWN: "The text is not the name of an AWS service endpoint.",
  CORDON_SERVICE_UNREACHABLE: "The VPC lacks what the endpoint of an AWS service needs.",
  CORDON_QUOTA_RULES: "A security group would have more rules than EC2 allows in one direction.",
  CORDON_QUOTA_GROUPS: "A network interface would carry more security groups or rules than EC2 allows.",
  CORDON_QUOTA_ACL_ENTRIES: "A network ACL would have more entries than EC2 allows in one direction.",
  CORDON_SUBNETS_DO_NOT_FIT: "The tiers and zones need more addresses than the VPC has.",
  CORDON_TIER_UNKNOWN: "A tier is named that is not declared.",
  CORDON_TIER_NAME_TAKEN: "Two tiers or two zones of one VPC have the same name.",
} as const;

/** An error code of the network capability. */
export type NetworkErrorCode = keyof typeof NETWORK_ERROR_CODES;

/** A problem of the network capability. */
export type NetworkProblem = Problem<NetworkErrorCode>;
