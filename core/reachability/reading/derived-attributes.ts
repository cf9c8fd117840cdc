import { isKnown, listOf, type Value } from "../../terraform/value.js";

/**
 * An attribute that Terraform computes from arguments that the document states.
 *
 * Source: the argument and attribute references of these resources in the AWS provider's documentation.
 */
export function derivedAttribute(
  type: string,
  name: string,
  argument: (name: string) => Value | undefined,
): Value | undefined {
  switch (`${type}.${name}`) {
    case "aws_network_interface.private_ip": {
      const addresses = listOf(argument("private_ips"));
      // Of several addresses, AWS chooses which one is the primary.
      return addresses.length === 1 && isKnown(addresses[0]) ? addresses[0] : undefined;
    }
    case "aws_network_interface.private_ips": {
      const address = argument("private_ip");
      return isKnown(address) ? [address] : undefined;
    }
    default:
      return undefined;
  }
}
