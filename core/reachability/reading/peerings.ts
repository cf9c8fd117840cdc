import type { Knowledge } from "../../terraform/knowledge.js";
import type { Resource } from "../../terraform/resource.js";
import { type Block, isKnown, Reference, textOf } from "../../terraform/value.js";
import type { OpenArgument, Peering } from "../model.js";
import type { NetworkReader } from "./network-reader.js";
import { openArgument } from "./open-arguments.js";
import { regionOf } from "./region-of.js";
import { PEERING_ACCEPTER } from "./resource-index.js";
import { providerOf } from "./security-groups.js";

/**
 * The VPC peering connections of the input.
 *
 * Source: AWS provider, aws_vpc_peering_connection; VPC peering guide, "Update your security groups to reference
 * peer security groups" (not across Regions).
 */
export function readPeerings(reader: NetworkReader): Peering[] {
  const { index, collector, vpcs } = reader;
  const accepters = index.managed(PEERING_ACCEPTER).filter(({ values }) => !isInput(values, index));
  return [...index.ofType("aws_vpc_peering_connection"), ...accepters].flatMap((resource): Peering[] => {
    const { values, repetition } = resource;
    const [own, peer] = [values.get("vpc_id"), values.get("peer_vpc_id")];
    if (own === undefined || peer === undefined || own === null || peer === null) return [];
    const requester = vpcs.idOf(own, providerOf(resource));
    const accepter = vpcs.idOf(peer, providerOf(resource));
    const id = index.identify(new Reference(resource.id, "id"))?.id ?? resource.id;
    for (const vpc of [requester, accepter])
      if (vpcs.all.get(vpc)?.identified === false)
        collector.addUnknown(resource.id, `the VPC ${vpc} that it joins is not known`);
    if (repetition !== undefined) collector.addUnknown(resource.id, repetition);
    const region = sameRegion(values.get("peer_region"), regionOf(resource));
    const perhaps = repetition === undefined ? {} : { perhaps: true as const };
    const open = region === "unknown" ? { openRegion: openRegion(resource) } : {};
    return [{ id, requester, accepter, sameRegion: region, ...open, ...perhaps }];
  });
}

/** Whether the connection that an accepter accepts is a resource of the input too. */
function isInput(values: Block, index: NetworkReader["index"]): boolean {
  return index.identify(values.get("vpc_peering_connection_id"))?.resource !== undefined;
}

function openRegion(resource: Resource): OpenArgument[] {
  return ["peer_region", "region"].flatMap((name) => {
    const value = resource.values.get(name);
    const isOpen = name === "region" ? regionOf(resource) === undefined : !isKnown(value);
    return isOpen ? [openArgument(resource.id, name, value)] : [];
  });
}

function sameRegion(peer: Parameters<typeof textOf>[0], own: string | undefined): Knowledge {
  if (peer === undefined || peer === null || peer === "") return "yes";
  if (!isKnown(peer) || own === undefined) return "unknown";
  return textOf(peer) === own ? "yes" : "no";
}
