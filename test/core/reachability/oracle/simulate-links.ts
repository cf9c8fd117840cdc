import {
  blockOf,
  contains,
  type Host,
  readBlock,
  type World,
  type WorldAttachment,
  type WorldEntry,
} from "./world.js";

/** Whether something passes; perhaps where the document does not say it. */
export type Verdict = "yes" | "perhaps" | "no";

export function best(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("yes")) return "yes";
  return verdicts.includes("perhaps") ? "perhaps" : "no";
}

/** Whether the two VPCs are connected in any way, so that addresses of the one are not outside for the other. */
export function meet(world: World, one: number, other: number): boolean {
  if (one === other || overPeering(world, one, other) !== "no") return true;
  const reaches = (from: number, to: number): boolean =>
    (["ipv4", "ipv6"] as const).some((family) =>
      world.vpcs[to]?.ipv6 !== true && family === "ipv6"
        ? false
        : addressesIn(to, family).some((address) => overTransit(world, from, to, address) !== "no"),
    );
  return reaches(one, other) || reaches(other, one);
}

/** Asked for every packet, so each answer is kept. */
function kept(world: World, key: string, answer: () => Verdict): Verdict {
  const answers = answersOfWorld.get(world) ?? new Map<string, Verdict>();
  answersOfWorld.set(world, answers);
  const verdict = answers.get(key) ?? answer();
  answers.set(key, verdict);
  return verdict;
}

const answersOfWorld = new WeakMap<World, Map<string, Verdict>>();

/** A peering of the document, or perhaps one outside into which both VPCs send each other's addresses. */
export function overPeering(world: World, from: number, to: number): Verdict {
  return world.peered ? "yes" : joinedOutside(world, "peering", from, to);
}

/**
 * Whether the transit gateway takes a packet from one VPC to an address of another: by the route table with which the
 * sender's attachment is associated, longest prefix first, a static route before a propagated one.
 *
 * Source: Transit Gateways guide, "How transit gateways work" (routing, route tables, route evaluation order), "Transit
 * gateway VPC attachments" (IPv6 support), "Network ACLs for transit gateways".
 */
export function overTransit(world: World, from: number, to: number, address: Host): Verdict {
  const key = `transit ${from} ${to} ${address.family} ${address.value}`;
  return kept(world, key, () => takenOver(world, from, to, address));
}

function takenOver(world: World, from: number, to: number, address: Host): Verdict {
  const [one, other] = [attachmentOf(world, from), attachmentOf(world, to)];
  if (one === null || other === null) return joinedOutside(world, "transit", from, to);
  // An attachment without a route table in the document may have one elsewhere.
  const [table, back] = [tableOf(world, one), tableOf(world, other)];
  if (table === null || back === null) return "perhaps";
  if (address.family === "ipv6" && !(one.ipv6 && other.ipv6)) return "no";
  if (ledTo(world, table, address) !== to) return "no";
  return isFiltered(world, from) || isFiltered(world, to) ? "perhaps" : "yes";
}

/**
 * Whether a rule that names a group of the other VPC counts: over a peering in both directions, over a transit gateway for
 * ingress rules alone and where the gateway and both attachments carry references (on for attachments, off for gateways).
 *
 * Source: Transit Gateways guide, "Security group referencing"; VPC peering guide.
 */
export function referencesCount(
  world: World,
  direction: "ingress" | "egress",
  from: number,
  to: number,
): Verdict {
  if (from === to || world.peered) return "yes";
  return kept(world, `references ${direction} ${from} ${to}`, () =>
    best([joinedOutside(world, "peering", from, to), transitReferences(world, direction, from, to)]),
  );
}

function transitReferences(world: World, direction: "ingress" | "egress", from: number, to: number): Verdict {
  if (direction === "egress") return "no";
  const [one, other] = [attachmentOf(world, from), attachmentOf(world, to)];
  if (one === null || other === null) return joinedOutside(world, "transit", from, to);
  if (world.transit?.referencing !== true || one.referencing === false || other.referencing === false)
    return "no";
  const isSure = [one, other].every((each) => tableOf(world, each) !== null);
  return isSure && !isFiltered(world, from) && !isFiltered(world, to) ? "yes" : "perhaps";
}

/** Both VPCs send addresses of the other into a connection of the kind that the document does not show. */
function joinedOutside(world: World, target: "peering" | "transit", one: number, other: number): Verdict {
  return kept(world, `${target} ${one} ${other}`, () =>
    sends(world, target, one, other) && sends(world, target, other, one) ? "perhaps" : "no",
  );
}

function sends({ tables, vpcs }: World, kind: "peering" | "transit", from: number, to: number): boolean {
  const blocks = { ipv4: blockOf(to, "ipv4"), ipv6: vpcs[to]?.ipv6 === true ? blockOf(to, "ipv6") : null };
  return tables.some(
    ({ vpc, routes }) =>
      vpc === from &&
      routes.some(({ destination, target }) => {
        const sent = readBlock(destination);
        const block = blocks[sent.family];
        return (
          target === kind && block !== null && sent.first < block.first + block.size && block.first < sent.end
        );
      }),
  );
}

function attachmentOf({ transit }: World, vpc: number): WorldAttachment | null {
  return transit?.attachments[vpc] ?? null;
}

/** The table that judges what comes from the attachment. */
function tableOf({ transit }: World, { association, usesOwn }: WorldAttachment): 0 | 1 | null {
  if (transit?.association === true && association !== false) return 0;
  return usesOwn ? 1 : null;
}

/** The VPC to which the table sends the address. */
function ledTo({ transit, vpcs }: World, table: 0 | 1, address: Host): number | null {
  const routes: { size: bigint; isStatic: boolean; vpc: number | null }[] = [];
  for (const { table: own, destination, attachment } of transit?.routes ?? []) {
    const { first, end } = readBlock(destination);
    if (own === table && contains(destination, address))
      routes.push({ size: end - first, isStatic: true, vpc: attachment });
  }
  for (const [vpc, attachment] of (transit?.attachments ?? []).entries()) {
    const isDefault = transit?.propagation === true && attachment?.propagation !== false;
    const propagates = attachment !== null && (table === 0 ? isDefault : attachment.propagatesToOwn);
    const { first, size } = blockOf(vpc, address.family);
    const has = address.family === "ipv4" || vpcs[vpc]?.ipv6 === true;
    if (propagates && has && address.value >= first && address.value < first + size)
      routes.push({ size, isStatic: false, vpc });
  }
  const [route] = routes.sort((a, b) =>
    a.size === b.size ? Number(b.isStatic) - Number(a.isStatic) : a.size < b.size ? -1 : 1,
  );
  return route?.vpc ?? null;
}

/** An ACL at the attachment's own subnets that denies anything; which of its entries judge what is not followed. */
function isFiltered({ transit, subnets, acls, vpcs }: World, vpc: number): boolean {
  const halves = transit?.attachments[vpc]?.halves ?? [];
  const families = vpcs[vpc]?.ipv6 === true ? ["0.0.0.0/0", "::/0"] : ["0.0.0.0/0"];
  return halves.some((half) => {
    const acl = subnets[vpc * 2 + half]?.acl;
    if (acl === null || acl === undefined) return false;
    const entries = acls[acl]?.entries ?? [];
    const passesAll = (one: WorldEntry): boolean => one.allow && one.traffic.protocol === null;
    return !(["ingress", "egress"] as const).every((direction) =>
      families.every((all) => {
        const own = entries
          .filter((one) => one.direction === direction && one.cidr.includes(":") === all.includes(":"))
          .sort((a, b) => a.number - b.number);
        const last = own.findIndex((one) => passesAll(one) && one.cidr === all);
        return last >= 0 && own.slice(0, last).every(({ allow }) => allow);
      }),
    );
  });
}

function addressesIn(vpc: number, family: Host["family"]): Host[] {
  const { first, size } = blockOf(vpc, family);
  return Array.from({ length: Number(size) }, (_, index) => ({ family, value: first + BigInt(index) }));
}
