import type { Knowledge } from "../../terraform/knowledge.js";
import { isKnown, textOf } from "../../terraform/value.js";
import type { Peering } from "../model.js";
import type { NetworkReader } from "./network-reader.js";
import { providerOf } from "./security-groups.js";

/**
 * The VPC peering connections of the input.
 *
 * Source: AWS provider, aws_vpc_peering_connection; VPC peering guide, "Update your security groups to reference
 * peer security groups" (not across Regions).
 */
export function readPeerings(reader: NetworkReader): Peering[] {
  return reader.index.ofType("aws_vpc_peering_connection").flatMap((resource): Peering[] => {
    const { values, id } = resource;
    const [own, peer] = [values.get("vpc_id"), values.get("peer_vpc_id")];
    if (own === undefined || peer === undefined || own === null || peer === null) return [];
    const requester = reader.vpcs.idOf(own, providerOf(resource));
    const accepter = reader.vpcs.idOf(peer, providerOf(resource));
    return [{ id, requester, accepter, sameRegion: sameRegion(values.get("peer_region"), resource.region) }];
  });
}

function sameRegion(peer: Parameters<typeof textOf>[0], own: string | undefined): Knowledge {
  if (peer === undefined || peer === null || peer === "") return "yes";
  if (!isKnown(peer) || own === undefined) return "unknown";
  return textOf(peer) === own ? "yes" : "no";
}
