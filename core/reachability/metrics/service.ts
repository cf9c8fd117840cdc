import { IntervalSet } from "../../network/interval-set.js";
import { TCP, UDP } from "../../network/protocol.js";
import { ALL_TRAFFIC, type TrafficSet, trafficOf } from "../../network/traffic.js";

/** What an attacker gains from a service that he may talk to. */
export type ServiceKind = "administration" | "data" | "application";

/** A well-known service, by its port in the IANA registry or its vendor's documentation. */
export interface Service {
  readonly name: string;
  readonly kind: ServiceKind;
  readonly traffic: TrafficSet;
  /** Probability that talking to it is enough to take over its host. See {@link PIVOT_FACTORS}. */
  readonly pivot: number;
}

/**
 * The pivot table: how likely an attacker who may talk to a service of a kind is to take over its host.
 *
 * The values are ours. Tyagi and Murugesan (arXiv 2508.21005) define the factor and rank SSH and RDP high, MySQL and SQL
 * Server low; they publish no table that we could obtain. Administration protocols run commands by design, so a stolen
 * credential is enough; file, directory, cluster and cache services often run without strong authentication; everything else
 * needs a flaw of its own.
 */
export const PIVOT_FACTORS = { administration: 0.7, data: 0.3, application: 0.1 } as const;

const tcp = (...ports: readonly (number | readonly [number, number])[]): TrafficSet => portsOf(TCP, ports);
const udp = (...ports: readonly (number | readonly [number, number])[]): TrafficSet => portsOf(UDP, ports);

function portsOf(protocol: number, ports: readonly (number | readonly [number, number])[]): TrafficSet {
  return ports.reduce<TrafficSet>((all, port) => {
    const [first, last] = typeof port === "number" ? [port, port] : port;
    return all.union(trafficOf(protocol, first, last));
  }, IntervalSet.empty());
}

function service(name: string, kind: ServiceKind, traffic: TrafficSet): Service {
  return { name, kind, traffic, pivot: PIVOT_FACTORS[kind] };
}

/** The services that are told apart. At most 31, so that a set of them is one machine word. */
export const SERVICES: readonly Service[] = [
  service("SSH", "administration", tcp(22)),
  service("Telnet", "administration", tcp(23)),
  service("Windows RPC and NetBIOS", "administration", tcp(135, [137, 139]).union(udp([137, 138]))),
  service("SMB", "administration", tcp(445)),
  service("RDP", "administration", tcp(3389).union(udp(3389))),
  service("VNC", "administration", tcp([5900, 5901])),
  service("WinRM", "administration", tcp([5985, 5986])),
  service("Docker API", "administration", tcp(2375, 2376)),
  service("Kubernetes API and kubelet", "administration", tcp(6443, 10250)),
  service("FTP", "data", tcp([20, 21])),
  service("LDAP", "data", tcp(389, 636).union(udp(389))),
  service("NFS", "data", tcp(2049).union(udp(2049))),
  service("etcd and ZooKeeper", "data", tcp(2181, [2379, 2380])),
  service("Redis", "data", tcp(6379, 6380)),
  service("Memcached", "data", tcp(11211).union(udp(11211))),
  service("Elasticsearch", "data", tcp(9200, 9300)),
  service("MySQL", "application", tcp(3306)),
  service("PostgreSQL", "application", tcp(5432)),
  service("SQL Server", "application", tcp(1433)),
  service("Oracle", "application", tcp([1521, 1522])),
  service("Redshift", "application", tcp(5439)),
  service("Neptune", "application", tcp(8182)),
  service("MongoDB", "application", tcp([27017, 27019])),
  service("Cassandra", "application", tcp(9042)),
  service("Kafka", "application", tcp([9092, 9098])),
  service("AMQP", "application", tcp([5671, 5672])),
  service("HTTP", "application", tcp(80, 8080)),
  service("HTTPS", "application", tcp(443, 8443).union(udp(443))),
  service("DNS", "application", tcp(53).union(udp(53))),
];

/** Everything that no other entry names. */
export const OTHER_SERVICE: Service = service(
  "any other",
  "application",
  SERVICES.reduce<TrafficSet>((rest, { traffic }) => rest.difference(traffic), ALL_TRAFFIC),
);

/** Services whose exposure to the internet is never intended: those that administer hosts and those that hold data. */
export const SENSITIVE_SERVICES: readonly Service[] = SERVICES.filter(
  ({ name }) => !["HTTP", "HTTPS", "DNS"].includes(name),
);
