import type { Resource } from "../../terraform/resource.js";
import { numberOf, textOf } from "../../terraform/value.js";
import type { Rule } from "../model.js";
import type { NetworkReader } from "./network-reader.js";
import { readPermission } from "./permission.js";
import { providerOf, type SecurityGroupRegister } from "./security-groups.js";

/**
 * The two rules of each flow that a just-in-time grant may open: none of them is certain.
 *
 * @param flows the flows, read as resources
 */
export function readGrantRules(
  flows: readonly Resource[],
  { collector }: NetworkReader,
  groups: SecurityGroupRegister,
): Rule[] {
  const ids = new Map<string, number>();
  return flows.flatMap((flow): Rule[] => {
    const { values, where, constructPath } = flow;
    const provider = providerOf(flow);
    const from = groups.idOf(values.get("security_group_id"), provider);
    const to = groups.idOf(values.get("referenced_security_group_id"), provider);
    const entitlement = textOf(values.get("entitlement"));
    const maxMinutes = numberOf(values.get("max_minutes"));
    if (from === undefined || to === undefined || entitlement === undefined || maxMinutes === undefined) {
      collector.addUnknown(flow.id, "a flow that a grant may open names no groups, entitlement or time");
      return [];
    }
    const permission = readPermission(
      values.get("ip_protocol"),
      values.get("from_port"),
      values.get("to_port"),
      where,
      collector,
    );
    const seen = (ids.get(entitlement) ?? 0) + 1;
    ids.set(entitlement, seen);
    // Two brokers may name an entitlement alike.
    const name = `entitlement.${entitlement}${seen === 1 ? "" : `[${seen}]`}`;
    const rule = (direction: Rule["direction"], group: string, peer: string): Rule => ({
      id: `${name}.${direction}`,
      group,
      direction,
      style: "standalone",
      traffic: permission.traffic,
      trafficKnown: false,
      peers: [{ kind: "group", group: peer }],
      resource: group,
      grant: { entitlement, maxMinutes },
      ...(constructPath === undefined ? {} : { constructPath }),
    });
    return [rule("egress", from, to), rule("ingress", to, from)];
  });
}
