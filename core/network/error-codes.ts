import type { Problem } from "../errors.js";

/** Every error code of the network capability, with what it means. `docs/errors.md` is generated from it. */
export const NETWORK_ERROR_CODES = {
  CORDON_CIDR_MALFORMED: "The text is no IPv4 or IPv6 CIDR block.",
  CORDON_CIDR_HOST_BITS: "The CIDR block does not start at its network address, which EC2 refuses.",
  CORDON_TOKEN_NOT_ALLOWED:
    "A value that Terraform knows only at deployment stands where a literal is needed.",
  CORDON_PROTOCOL_UNKNOWN: "The protocol is no name or number that EC2 takes.",
  CORDON_PORT_OUT_OF_RANGE:
    "A port is no whole number from 0 to 65535, or an ICMP type or code none from 0 to 255.",
  CORDON_PORT_RANGE_REVERSED: "The first port of a range is higher than the last one.",
} as const;

/** An error code of the network capability. */
export type NetworkErrorCode = keyof typeof NETWORK_ERROR_CODES;

/** A problem of the network capability. */
export type NetworkProblem = Problem<NetworkErrorCode>;
