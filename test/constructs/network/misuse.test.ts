import { describe, expect, it } from "vitest";
import { Peer, Port, type Segment, Segmentation, ThreeTier } from "../../../constructs/index.js";
import { expectRefused, problemOf, refusal, tree } from "../../harness/misuse.js";
import { addresses, newSegmentation, newStack, synthesizedAround, VPC } from "../synthesized.js";

const REASON = { reason: "page requests" };
const TOKEN = `\${aws_instance.web.private_ip}`;

/** Two segments of which the first has one flow to the second. */
function twoSegments() {
  const shop = newSegmentation();
  const frontend = shop.segment("frontend");
  const app = shop.segment("app");
  frontend.allowTo(app, Port.HTTPS, REASON);
  return { shop, frontend, app };
}

type Misuse = (segments: ReturnType<typeof twoSegments>) => unknown;

/** What is written by somebody without a type checker, or by one who silenced it. */
const untyped = <T>(value: unknown): T => value as T;

const CASES: readonly [name: string, code: string, where: string, message: RegExp, misuse: Misuse][] = [
  [
    "an arrow in a reason",
    "CORDON_DESCRIPTION_REFUSED",
    "network/shop/frontend",
    /EC2 refuses ">" in a reason \| "web -> app" .* \| write "web to app"/,
    ({ frontend, app }) => frontend.allowTo(app, Port.HTTP, { reason: "web -> app" }),
  ],
  [
    "no reason",
    "CORDON_REASON_MISSING",
    "network/shop/frontend",
    /has no reason/,
    ({ frontend, app }) => frontend.allowTo(app, Port.HTTP, untyped({})),
  ],
  [
    "no options at all",
    "CORDON_REASON_MISSING",
    "network/shop/frontend",
    /has no reason/,
    ({ frontend, app }) => frontend.allowTo(app, Port.HTTP, untyped(undefined)),
  ],
  [
    "an empty reason",
    "CORDON_REASON_MISSING",
    "network/shop/app",
    /has no reason/,
    ({ app }) => app.allowFrom(Peer.cidr("192.0.2.0/24"), Port.HTTP, { reason: " " }),
  ],
  [
    "a reason of 256 characters",
    "CORDON_DESCRIPTION_REFUSED",
    "network/shop/app",
    /256 characters/,
    ({ app }) => app.allowFrom(Peer.cidr("192.0.2.0/24"), Port.HTTP, { reason: "x".repeat(256) }),
  ],
  [
    "a token as reason",
    "CORDON_TOKEN_NOT_ALLOWED",
    "network/shop/app",
    /a literal reason/,
    ({ app }) => app.allowFrom(Peer.cidr("192.0.2.0/24"), Port.HTTP, { reason: TOKEN }),
  ],
  [
    "the same flow twice",
    "CORDON_FLOW_DUPLICATE",
    "network/shop/frontend",
    /"page requests" or "other words"/,
    ({ frontend, app }) => frontend.allowTo(app, Port.HTTPS, { reason: "other words" }),
  ],
  [
    "the same flow from the other end",
    "CORDON_FLOW_DUPLICATE",
    "network/shop/frontend",
    /egress tcp\/443 to segment:app, as before/,
    ({ frontend, app }) => app.allowFrom(frontend, Port.HTTPS, { reason: "other words", id: "again" }),
  ],
  [
    "a flow inside another one",
    "CORDON_FLOW_SHADOWED",
    "network/shop/frontend",
    /aggregate: true/,
    ({ frontend, app }) => frontend.allowTo(app, Port.tcpRange(440, 450), REASON),
  ],
  [
    "a segment as its own peer",
    "CORDON_FLOW_SELF",
    "network/shop/app",
    /allowInternally/,
    ({ app }) => app.allowTo(app, Port.HTTPS, REASON),
  ],
  [
    "a segment's own group as a foreign one",
    "CORDON_FLOW_SELF",
    "network/shop/app",
    /allowInternally/,
    ({ app }) => app.allowFrom(Peer.securityGroup(app.securityGroupId, { name: "same" }), Port.HTTPS, REASON),
  ],
  [
    "a segment's group under another name",
    "CORDON_FLOW_SELF",
    "network/shop/app",
    /allowInternally/,
    ({ shop, app }) => {
      const alias = shop.importSegment("alias", { securityGroupId: app.securityGroupId });
      try {
        app.allowTo(alias, Port.HTTPS, REASON);
      } finally {
        shop.node.tryRemoveChild("alias");
      }
    },
  ],
  [
    "a text where a peer is needed",
    "CORDON_PEER_UNKNOWN",
    "network/shop/app",
    /"10\.0\.0\.0\/8".*Peer\.cidr/,
    ({ app }) => app.allowTo(untyped("10.0.0.0/8"), Port.HTTPS, REASON),
  ],
  [
    "no peer",
    "CORDON_PEER_UNKNOWN",
    "network/shop/app",
    /undefined/,
    ({ app }) => app.allowFrom(untyped(undefined), Port.HTTPS, REASON),
  ],
  [
    "a number where a port is needed",
    "CORDON_PORT_MALFORMED",
    "network/shop/frontend",
    /\| 443 \|.*Port\.tcp\(443\)/,
    ({ frontend, app }) => frontend.allowTo(app, untyped(443), REASON),
  ],
  [
    "no port",
    "CORDON_PORT_MALFORMED",
    "network/shop/app",
    /undefined/,
    ({ app }) => app.allowInternally(untyped(undefined), REASON),
  ],
  [
    "an AWS service as the source",
    "CORDON_FLOW_DIRECTION",
    "network/shop/app",
    /opens no conversations/,
    ({ app }) => app.allowFrom(Peer.awsService("s3"), Port.HTTPS, REASON),
  ],
  [
    "a flow id that EC2 or a reader cannot take",
    "CORDON_SEGMENT_NAME_REFUSED",
    "network/shop/app",
    /"9 lives"/,
    ({ app }) => app.allowFrom(Peer.cidr("192.0.2.0/24"), Port.HTTP, { ...REASON, id: "9 lives" }),
  ],
  [
    "a segment name that AWS refuses",
    "CORDON_SEGMENT_NAME_REFUSED",
    "network/shop",
    /"sg-app"/,
    ({ shop }) => shop.segment("sg-app"),
  ],
  [
    "an empty segment name",
    "CORDON_SEGMENT_NAME_REFUSED",
    "network/shop",
    /""/,
    ({ shop }) => shop.segment(""),
  ],
  [
    "a token as segment name",
    "CORDON_TOKEN_NOT_ALLOWED",
    "network/shop",
    /a literal segment name/,
    ({ shop }) => shop.segment(TOKEN),
  ],
  [
    "a segment name that is taken",
    "CORDON_SEGMENT_NAME_TAKEN",
    "network/shop",
    /"app"/,
    ({ shop }) => shop.segment("app"),
  ],
  [
    "an imported segment whose name is taken",
    "CORDON_SEGMENT_NAME_TAKEN",
    "network/shop",
    /"app"/,
    ({ shop }) => shop.importSegment("app", { securityGroupId: "sg-0123456789abcdef0" }),
  ],
  [
    "a group's name where its id is needed",
    "CORDON_SECURITY_GROUP_ID_REFUSED",
    "network/shop",
    /"default"/,
    ({ shop }) => shop.importSegment("legacy", { securityGroupId: "default" }),
  ],
  [
    "an interface without groups",
    "CORDON_QUOTA_GROUPS",
    "network/shop",
    / none /,
    ({ shop }) => shop.securityGroupIdsOf(),
  ],
  [
    "one group twice on one interface",
    "CORDON_QUOTA_GROUPS",
    "network/shop",
    /app, app/,
    ({ shop, app }) => shop.securityGroupIdsOf(app, app),
  ],
  [
    "a segmentation whose id cannot start a group's name",
    "CORDON_SEGMENT_NAME_REFUSED",
    "network/shop",
    /"1st"/,
    ({ shop }) => new Segmentation(shop, "1st", { vpc: VPC }),
  ],
  [
    "quotas that AWS does not grant",
    "CORDON_QUOTA_GROUPS",
    "network/shop/inner",
    /rulesPerDirection 200, groupsPerInterface 16/,
    ({ shop }) =>
      new Segmentation(shop, "inner", {
        vpc: VPC,
        quotas: { rulesPerDirection: 200, groupsPerInterface: 16 },
      }),
  ],
  [
    "an AWS service without the reason",
    "CORDON_REASON_MISSING",
    "network/shop/app",
    /has no reason/,
    ({ app }) => app.allowTo(Peer.awsService("secretsmanager"), Port.HTTPS, untyped({})),
  ],
  [
    "an AWS service with a refused reason",
    "CORDON_DESCRIPTION_REFUSED",
    "network/shop/app",
    /"don't"/,
    ({ app }) => app.allowTo(Peer.awsService("s3"), Port.HTTPS, { reason: "don't" }),
  ],
  [
    "an egress of three tiers from a tier that is none",
    "CORDON_TIER_UNKNOWN",
    "network/shop/three",
    /"cache" \| frontend, app, db/,
    ({ shop }) =>
      new ThreeTier(shop, "three", {
        vpc: VPC,
        egress: [{ from: untyped("cache"), to: Peer.anyIpv4(), reason: "updates" }],
      }),
  ],
  [
    "a client of three tiers without a reason",
    "CORDON_REASON_MISSING",
    "network/shop/three/frontend",
    /has no reason/,
    ({ shop }) =>
      new ThreeTier(shop, "three", {
        vpc: VPC,
        clients: [untyped({ peer: Peer.cidr("192.0.2.0/24") })],
      }),
  ],
];

describe("a misuse is refused in five parts and leaves the construct tree as it was", () => {
  it.each(CASES)("%s: %s", (_name, code, where, message, misuse) => {
    const segments = twoSegments();
    expectRefused(segments.shop, () => misuse(segments), { code, where, message });
  });
});

const VALUES: readonly [name: string, code: string, message: RegExp, misuse: () => unknown][] = [
  [
    "host bits",
    "CORDON_CIDR_HOST_BITS",
    /"10\.0\.0\.5\/16".*10\.0\.0\.0\/16/,
    () => Peer.cidr("10.0.0.5/16"),
  ],
  ["no CIDR block", "CORDON_CIDR_MALFORMED", /"10\.0\.0\/8"/, () => Peer.cidr("10.0.0/8")],
  ["a token as block", "CORDON_TOKEN_NOT_ALLOWED", /known only at deployment/, () => Peer.cidr(TOKEN)],
  ["the internet as block", "CORDON_PEER_INTERNET", /Peer\.anyIpv4\(\)/, () => Peer.cidr("0.0.0.0/0")],
  ["the IPv6 internet as block", "CORDON_PEER_INTERNET", /Peer\.anyIpv6\(\)/, () => Peer.cidr("::/0")],
  ["reversed ports", "CORDON_PORT_RANGE_REVERSED", /write 80-90/, () => Port.tcpRange(90, 80)],
  [
    "a token as port",
    "CORDON_TOKEN_NOT_ALLOWED",
    /a literal port number/,
    () => Port.tcp(-1.8881545897087e289),
  ],
  [
    "a token as foreign group without a name",
    "CORDON_PEER_NAME_NEEDED",
    /name/,
    () => Peer.securityGroup(TOKEN),
  ],
  [
    "a token as prefix list without a name",
    "CORDON_PEER_NAME_NEEDED",
    /name/,
    () => Peer.prefixList(TOKEN, { maxEntries: 5 }),
  ],
  [
    "a prefix list without a size",
    "CORDON_PREFIX_LIST_REFUSED",
    /maxEntries/,
    () => Peer.prefixList("pl-0123456789abcdef0", untyped({})),
  ],
  [
    "a URL as service",
    "CORDON_SERVICE_UNKNOWN",
    /s3\.amazonaws\.com/,
    () => Peer.awsService("https://s3.amazonaws.com"),
  ],
];

describe("a value that AWS would refuse is refused where it is written", () => {
  it.each(VALUES)("%s: %s", (_name, code, message, misuse) => {
    const problem = problemOf(misuse);
    expect(problem.code).toBe(code);
    expect(Object.values(problem).join(" | ")).toMatch(message);
  });
});

describe("a flow whose second end is refused", () => {
  /** A target whose ingress from "app" on 443 has an id already, so that a further flow with that id fails there only. */
  function secondEndRefuses(): { shop: Segmentation; source: Segment; target: Segment } {
    const shop = newSegmentation();
    const [app, source, target] = [shop.segment("app"), shop.segment("web"), shop.segment("db")];
    target.allowFrom(app, Port.POSTGRES, { reason: "orders store", id: "orders" });
    return { shop, source, target };
  }

  it("adds no first end", () => {
    const { shop, source, target } = secondEndRefuses();
    expectRefused(shop, () => source.allowTo(target, Port.POSTGRES, { reason: "reports", id: "orders" }), {
      code: "CORDON_FLOW_ID_TAKEN",
      where: "network/shop/db",
      message: /"orders"/,
    });
  });

  it("keeps the first end free for the flow that is meant", () => {
    const { shop, source, target } = secondEndRefuses();
    refusal(() => source.allowTo(target, Port.POSTGRES, { reason: "reports", id: "orders" }));
    source.allowTo(target, Port.POSTGRES, { reason: "reports", id: "reports" });
    expect(addresses(synthesizedAround(shop)).filter((address) => address.includes("reports"))).toHaveLength(
      2,
    );
  });
});

describe("names of our own making stay out of the way of segments", () => {
  it.each(["synthesis-check", "caller-identity", "endpoint-s3", "prefix-list-s3"])(
    "%s is a name like any other",
    (name) => {
      const shop = newSegmentation();
      shop.segment("app").allowTo(Peer.awsService("s3"), Port.HTTPS, { reason: "invoices" });
      shop.segment(name);
      expect(tree(shop)).toContain(`network/shop/${name}`);
    },
  );

  it("takes an endpoint's segment name from nobody, whoever comes first", () => {
    for (const endpointFirst of [true, false]) {
      const shop = newSegmentation();
      const app = shop.segment("app");
      const request = () => app.allowTo(Peer.awsService("logs"), Port.HTTPS, { reason: "log lines" });
      if (endpointFirst) request();
      const misuse = endpointFirst ? () => shop.segment("endpoint-logs") : request;
      if (!endpointFirst) shop.segment("endpoint-logs");
      expectRefused(shop, misuse, {
        code: "CORDON_SEGMENT_NAME_TAKEN",
        where: "network/shop",
        message: /"endpoint-logs"/,
      });
    }
  });
});

describe("a constructor that refuses", () => {
  it("leaves no half-made segmentation behind in the stack", () => {
    const stack = newStack();
    expectRefused(
      stack,
      () => new Segmentation(stack, "shop", { vpc: VPC, quotas: { rulesPerDirection: 0 } }),
      {
        code: "CORDON_QUOTA_GROUPS",
        where: "network/shop",
      },
    );
    expect(() => new Segmentation(stack, "shop", { vpc: VPC })).not.toThrow();
  });
});
