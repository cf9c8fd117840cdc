import { AddressSet } from "../../network/address-set.js";
import { coversInternet } from "../../network/globally-routable.js";
import { TCP } from "../../network/protocol.js";
import { type TrafficSet, trafficOf } from "../../network/traffic.js";
import { SERVICES } from "../../reachability/metrics/service.js";
import type { NetworkAcl, NetworkAclEntry } from "../../reachability/model.js";
import { type Guardrail, violated } from "../guardrail.js";

/** CORDON-NET-019: A network ACL lets the internet in to every port or to an administration port. */
export const networkAclAdmitsInternet: Guardrail = {
  id: "CORDON-NET-019",
  title: "A network ACL lets the internet in to every port or to an administration port",
  severity: "medium",
  why: "The ACL is the second line: it should hold when a security group is opened by mistake.",
  fix: "Allow the ports that are served; for answers to own requests allow 1024-65535 only.",
  equivalents: {
    checkov: ["CKV_AWS_229", "CKV_AWS_230", "CKV_AWS_231", "CKV_AWS_232", "CKV_AWS_352"],
    trivy: ["AWS-0102", "AWS-0105"],
    cdkNag: [],
    cis: ["5.1"],
    nist: ["AC-4", "SC-7"],
  },
  *check(network) {
    for (const acl of network.model.networkAcls.values()) {
      // What AWS put into an ACL that the input leaves alone is nothing to correct here.
      if (!network.model.resources.has(acl.id)) continue;
      const open = (["ipv4", "ipv6"] as const).flatMap((family) => {
        const services = GUARDED.filter(({ traffic }) => coversInternet(admitted(acl, traffic), family));
        return services.length === 0 ? [] : [{ family, services }];
      });
      if (open.length === 0) continue;
      const what = open.map(
        ({ family, services }) =>
          `the whole ${family} internet in to ${services.map(({ name }) => name).join(", ")}`,
      );
      const traffic = open.flatMap(({ services }) => services.map((service) => service.traffic));
      const entries = entriesOf(acl, traffic);
      const verb = entries.length === 1 ? "lets" : "let";
      yield violated(acl.id, `${entries.join(" and ")} ${verb} ${what.join(", and ")}`);
    }
  },
};

/** The entries that pass some of it, by what the author knows them as. */
function entriesOf(acl: NetworkAcl, traffic: readonly TrafficSet[]): string[] {
  const passing = acl.entries.filter(
    (entry) =>
      entry.direction === "ingress" &&
      entry.allow &&
      traffic.some((open) => entry.traffic.intersects(open) && !isForAnswers(entry, open)),
  );
  return [...new Set(passing.map(({ id, number }) => `${id} (entry ${number})`))];
}

/** What administers hosts, and FTP, which sends its passwords in the clear. */
const GUARDED = SERVICES.filter(({ kind, name }) => kind === "administration" || name === "FTP");
/** Where Linux takes the ports of its own requests from: an entry that allows them is there for the answers. */
const ANSWERS: TrafficSet = trafficOf(TCP, 32768, 60999);
/** No answer ever comes back to these. */
const RESERVED: TrafficSet = trafficOf(TCP, 0, 1023);

/** The addresses from which some of the traffic comes in: the first entry that matches decides. */
function admitted(acl: NetworkAcl, traffic: TrafficSet): AddressSet {
  let open = AddressSet.ALL;
  let allowed = AddressSet.EMPTY;
  for (const entry of acl.entries) {
    if (entry.direction !== "ingress" || !entry.traffic.intersects(traffic)) continue;
    const addresses = AddressSet.fromCidrs([entry.cidr]);
    if (entry.allow && !isForAnswers(entry, traffic)) allowed = allowed.union(addresses.intersection(open));
    if (entry.traffic.covers(traffic)) open = open.difference(addresses);
  }
  return allowed;
}

function isForAnswers(entry: NetworkAclEntry, traffic: TrafficSet): boolean {
  return entry.traffic.covers(ANSWERS) && !entry.traffic.intersection(traffic).intersects(RESERVED);
}
