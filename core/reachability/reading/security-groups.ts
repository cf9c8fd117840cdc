import type { Resource } from "../../terraform/resource.js";
import { alternatives, listOf, Reference, textOf, Unresolved, type Value } from "../../terraform/value.js";
import type { SecurityGroup, Vpc } from "../model.js";
import { atPath } from "./attribute-path.js";
import { displayName } from "./display-name.js";
import { CLUSTER_GROUP } from "./eks.js";
import type { NetworkReader } from "./network-reader.js";
import { possibleOwners } from "./possible-owners.js";
import { regionOf } from "./region-of.js";
import { whichOf } from "./which-of.js";

/** The security groups of the input and, as they are mentioned, those outside it. */
export class SecurityGroupRegister {
  readonly #reader: NetworkReader;
  readonly #all = new Map<string, SecurityGroup>();
  readonly #byName = new Map<string, readonly SecurityGroup[]>();
  /** Default groups by VPC. */
  readonly #defaults = new Map<string, string>();
  /** Groups that some rule or workload names although AWS made them. */
  readonly #implied = new Set<string>();
  /** Ids of what stands for one of some groups, by its expression and those. */
  readonly #choices = new Map<string, string>();

  constructor(reader: NetworkReader) {
    this.#reader = reader;
    const { index } = reader;
    for (const resource of [
      ...index.managed("aws_security_group"),
      ...index.managed("aws_default_security_group"),
    ]) {
      const group = this.#managedGroup(resource);
      if (resource.repetition !== undefined) reader.collector.addUnknown(resource.id, resource.repetition);
      this.#all.set(group.id, group);
      const stated = textOf(resource.values.get("name"));
      if (stated !== undefined) this.#byName.set(stated, [...(this.#byName.get(stated) ?? []), group]);
      if (group.isDefault && !this.#defaults.has(group.vpc)) this.#defaults.set(group.vpc, group.id);
    }
  }

  /**
   * Notes the other VPCs in which groups act too.
   *
   * Source: AWS provider, aws_vpc_security_group_vpc_association.
   */
  readAssociations(): void {
    const { index, collector, vpcs } = this.#reader;
    for (const { id, values, ...resource } of index.managed("aws_vpc_security_group_vpc_association")) {
      const owner = values.get("security_group_id");
      const [group, vpc] = [index.identify(owner), index.identify(values.get("vpc_id"))];
      const known = this.#all.get(group?.id ?? "");
      const isKnown = known !== undefined && vpc?.certain === true;
      if (!isKnown) collector.addUnknown(id, "which group acts in which other VPC is not known");
      else if (resource.repetition !== undefined) collector.addUnknown(id, resource.repetition);
      if (group === undefined || vpc === undefined) continue;
      // A group outside the input may act wherever it likes; one that is not known may be each that it may name.
      const meant =
        known !== undefined ? [known] : owner instanceof Unresolved ? possibleOwners(owner, this.#all) : [];
      const other = vpcs.idOf(values.get("vpc_id"), resource.provider);
      const places = vpc.certain ? [other] : [...vpcs.all.values()].filter(isIdentified).map((one) => one.id);
      const isSure = isKnown && resource.repetition === undefined;
      for (const one of meant) this.#addHomes(one.id, places, isSure ? "alsoIn" : "perhapsIn");
    }
  }

  #addHomes(id: string, vpcs: readonly string[], how: "alsoIn" | "perhapsIn"): void {
    const group = this.#all.get(id);
    if (group === undefined) return;
    const others = vpcs.filter((vpc) => vpc !== group.vpc && group.alsoIn?.includes(vpc) !== true);
    if (others.length > 0)
      this.#all.set(id, { ...group, [how]: [...new Set([...(group[how] ?? []), ...others])] });
  }

  get all(): ReadonlyMap<string, SecurityGroup> {
    return this.#all;
  }

  /** Groups that hold the rules that AWS gave them: default groups that the input leaves alone, those of EKS clusters. */
  get implied(): ReadonlySet<string> {
    return this.#implied;
  }

  #managedGroup(resource: Resource): SecurityGroup {
    const isDefault = resource.type === "aws_default_security_group";
    // A default group that is perhaps not adopted keeps the rules that AWS gave it.
    const isWhole = !isDefault || resource.repetition === undefined;
    return {
      id: resource.id,
      name: displayName(resource),
      vpc: this.#reader.vpcs.idOf(resource.values.get("vpc_id"), providerOf(resource)),
      isDefault,
      managed: true,
      complete: { ingress: isWhole, egress: isWhole },
      ...(resource.constructPath === undefined ? {} : { constructPath: resource.constructPath }),
    };
  }

  /** Id of the group that the value names, or undefined where it names none. A group outside the input is listed as open. */
  idOf(value: Value | undefined, provider: string): string | undefined {
    const identity = this.#reader.index.identify(value);
    if (identity === undefined) return undefined;
    const known = this.#all.get(identity.id) ?? this.#named(identity.id);
    if (known !== undefined) return known.id;
    const ofVpc =
      defaultGroupVpc(value) ??
      (identity.id.endsWith(".default_security_group_id")
        ? identity.id.replace(/\.default_security_group_id$/, "")
        : undefined);
    if (ofVpc !== undefined && this.#reader.vpcs.all.has(ofVpc)) return this.defaultOf(ofVpc);
    const cluster = identity.id.endsWith(CLUSTER_GROUP)
      ? this.#reader.index.resources.get(identity.id.slice(0, -CLUSTER_GROUP.length))
      : undefined;
    if (cluster?.mode === "managed") return this.#ofCluster(identity.id, cluster);
    if (value instanceof Unresolved && value.candidates.length > 0)
      return this.#oneOf(identity.id, value, provider);
    const resource = identity.resource;
    this.#all.set(identity.id, {
      id: identity.id,
      name: resource === undefined ? identity.id : displayName(resource),
      vpc: this.#foreignVpc(resource, identity.id, provider),
      isDefault: false,
      managed: false,
      complete: { ingress: false, egress: false },
      ...(resource?.constructPath === undefined ? {} : { constructPath: resource.constructPath }),
    });
    const why = identity.why === undefined ? "" : ` (${identity.why})`;
    this.#reader.collector.addUnknown(
      identity.id,
      `the security group is not managed in the input${why}, so its other rules are not known`,
    );
    return identity.id;
  }

  /** A group of which the input says only that it is one of some. */
  #oneOf(given: string, { candidates, expression, why }: Unresolved, provider: string): string {
    // It stands for no group of its own, so what is written alike is listed once.
    const choice = [expression, ...candidates].join();
    const id = this.#choices.get(choice) ?? given;
    if (this.#choices.has(choice)) return id;
    this.#choices.set(choice, id);
    const named = candidates.map((candidate) => this.idOf(candidate, provider));
    const oneOf = [...new Set(named.filter((group) => group !== undefined))];
    const vpcs = new Set(oneOf.map((group) => this.#all.get(group)?.vpc));
    const [vpc] = vpcs;
    this.#all.set(id, {
      id,
      name: id,
      vpc: vpcs.size === 1 && vpc !== undefined ? vpc : this.#reader.vpcs.unidentified(`VPC of ${id}`),
      isDefault: false,
      managed: false,
      oneOf,
      complete: { ingress: false, egress: false },
    });
    this.#reader.collector.addUnknown(id, `${whichOf(oneOf, "it stands for")} (${why})`);
    return id;
  }

  /** The one managed group of a name: groups of the default VPC may be named in the place of an id. */
  #named(name: string): SecurityGroup | undefined {
    if (/^(?:\d{12}\/)?sg-/.test(name)) return undefined;
    const named = this.#byName.get(name) ?? [];
    return named.length === 1 ? named[0] : undefined;
  }

  /** Id of the default group of a VPC, which interfaces without a group of their own carry. */
  defaultOf(vpc: string): string {
    const adopted = this.#defaults.get(vpc);
    if (adopted !== undefined) return adopted;
    const id = `${vpc}.default_security_group_id`;
    const resource = this.#reader.index.resources.get(vpc);
    const fresh = resource?.mode === "managed" && resource.type === "aws_vpc";
    this.#all.set(id, {
      id,
      name: `default of ${resource?.name ?? vpc}`,
      vpc,
      isDefault: true,
      managed: fresh,
      complete: { ingress: fresh, egress: fresh },
      ...(resource?.constructPath === undefined ? {} : { constructPath: resource.constructPath }),
    });
    this.#defaults.set(vpc, id);
    if (fresh) this.#implied.add(id);
    else
      this.#reader.collector.addUnknown(
        id,
        "the default security group of the VPC is not managed in the input, so its rules are not known",
      );
    return id;
  }

  /** The group that EKS makes for a cluster, with the rules that it gives it. */
  #ofCluster(id: string, cluster: Resource): string {
    const { index, vpcs } = this.#reader;
    const stated = atPath(cluster.values, "vpc_config.subnet_ids").values.flatMap(alternatives);
    const subnets = stated
      .map((value) => index.identify(value)?.resource)
      .filter((found) => found !== undefined);
    const places = new Set(subnets.map((found) => vpcs.idOf(found.values.get("vpc_id"), providerOf(found))));
    const [place] = places;
    const group = atPath(cluster.values, "vpc_config.security_group_ids")
      .values.flatMap(listOf)
      .map((value) => this.#all.get(index.identify(value)?.id ?? ""))
      .find((found) => found !== undefined);
    // Subnets of different VPCs are candidates, of which some are meant.
    const vpc = places.size === 1 ? place : group?.vpc;
    this.#all.set(id, {
      id,
      name: `${displayName(cluster)} (made by EKS)`,
      madeBy: "EKS",
      vpc: vpc ?? vpcs.unidentified(`VPC of ${cluster.id}`),
      isDefault: false,
      managed: true,
      complete: { ingress: true, egress: true },
      ...(cluster.constructPath === undefined ? {} : { constructPath: cluster.constructPath }),
    });
    this.#implied.add(id);
    return id;
  }

  /** Notes that the rules of a direction are not all in the model. */
  markIncomplete(id: string, direction: "ingress" | "egress"): void {
    const group = this.#all.get(id);
    if (group !== undefined)
      this.#all.set(id, { ...group, complete: { ...group.complete, [direction]: false } });
  }

  #foreignVpc(resource: Resource | undefined, id: string, provider: string): string {
    const stated = resource?.values.get("vpc_id");
    const identity = this.#reader.index.identify(stated);
    if (identity !== undefined && !(stated instanceof Reference && stated.resource === resource?.id))
      return this.#reader.vpcs.idOf(stated, provider);
    return this.#reader.vpcs.unidentified(`VPC of ${id}`);
  }
}

function isIdentified({ identified }: Vpc): boolean {
  return identified;
}

/** The VPC whose default group a reference names. */
function defaultGroupVpc(value: Value | undefined): string | undefined {
  return value instanceof Reference && value.attribute === "default_security_group_id"
    ? value.resource
    : undefined;
}

/** The provider configuration with its region: what "the default VPC" depends on. */
export function providerOf(resource: Resource): string {
  const region = regionOf(resource);
  return region === undefined ? resource.provider : `${resource.provider} in ${region}`;
}
