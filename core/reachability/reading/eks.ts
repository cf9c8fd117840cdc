import { AddressSet } from "../../network/address-set.js";
import { TCP } from "../../network/protocol.js";
import { trafficOf } from "../../network/traffic.js";
import type { Resource } from "../../terraform/resource.js";
import { listOf, Reference, textOf, type Value } from "../../terraform/value.js";
import type { Entrance } from "../model.js";
import { atPath } from "./attribute-path.js";
import { readAddresses } from "./cidrs.js";
import { flag } from "./flag.js";
import type { NetworkReader } from "./network-reader.js";
import type { ResourceIndex } from "./resource-index.js";

export const EKS_CLUSTER = "aws_eks_cluster";

/** How the group that EKS makes for a cluster is named after the cluster. */
export const CLUSTER_GROUP = ".vpc_config[0].cluster_security_group_id";

/** Types whose interfaces carry the group of a cluster, and name the cluster. */
const MEMBERS = new Set(["aws_eks_node_group", "aws_eks_fargate_profile"]);

/**
 * The group that EKS makes for the cluster of a resource and attaches to it: to the control plane, to Fargate pods, and to
 * managed nodes whose launch template names no groups of its own. Undefined where it carries none, or the cluster is not in
 * the input.
 *
 * Source: EKS user guide, "View Amazon EKS security group requirements for clusters".
 */
export function clusterGroup(resource: Resource, index: ResourceIndex): Value | undefined {
  const cluster = resource.type === EKS_CLUSTER ? resource : clusterOf(resource, index);
  return cluster === undefined ? undefined : new Reference(cluster.id, CLUSTER_GROUP.slice(1));
}

/** Whether the resource runs in a cluster of EKS. */
export function isClusterMember({ type }: Resource): boolean {
  return MEMBERS.has(type);
}

function clusterOf({ type, values }: Resource, index: ResourceIndex): Resource | undefined {
  const named = MEMBERS.has(type) ? values.get("cluster_name") : undefined;
  if (named === undefined) return undefined;
  return index
    .managed(EKS_CLUSTER)
    .find((cluster) =>
      named instanceof Reference
        ? named.resource === cluster.id
        : textOf(named) !== undefined && textOf(cluster.values.get("name")) === textOf(named),
    );
}

/**
 * The public endpoints of clusters: open to everybody unless the arguments say otherwise, past routes and groups.
 *
 * Source: AWS provider, aws_eks_cluster, endpoint_public_access and public_access_cidrs.
 */
export function clusterEntrances({ index, collector }: NetworkReader): Entrance[] {
  return index.managed(EKS_CLUSTER).flatMap(({ id, values, repetition }): Entrance[] => {
    const access = atPath(values, "vpc_config.endpoint_public_access");
    const isPublic = access.incomplete ? "unknown" : flag(access.values[0], "yes");
    if (isPublic === "no") return [];
    const stated = atPath(values, "vpc_config.public_access_cidrs").values.flatMap(listOf);
    const blocks = stated.length === 0 ? AddressSet.ALL_IPV4 : readAddresses(stated);
    if (isPublic === "unknown") collector.addUnknown(id, "whether its endpoint is public is not known");
    if (blocks === null) collector.addUnknown(id, "from where its public endpoint is reached is not known");
    return [
      {
        workload: id,
        id: `${id}.vpc_config[0].public_access_cidrs`,
        traffic: trafficOf(TCP, 443, 443),
        addresses: blocks ?? AddressSet.ALL_IPV4,
        certain: isPublic === "yes" && blocks !== null && repetition === undefined,
      },
    ];
  });
}
