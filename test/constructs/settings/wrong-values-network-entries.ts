import * as api from "../../../constructs/index.js";
import { VPC } from "../synthesized.js";
import {
  argsOf,
  type Entry,
  make,
  NOTHING,
  SECURITY_GROUP_ID,
  segmentIn,
  shopIn,
  TAGS,
  tiersIn,
  vpcIn,
} from "./wrong-values-entry.js";

const { Peer, Port } = api;
const FLOW = { reason: "page requests", id: "requests" } satisfies Required<api.FlowOptions>;
const SERVICE = "internal: segments call it with a service that Peer.awsService has checked";

const SEGMENTATION = {
  vpc: { ...VPC } satisfies Required<api.VpcReference>,
  aggregate: true,
  quotas: { rulesPerDirection: 60, groupsPerInterface: 5 } satisfies Required<api.NetworkQuotas>,
  tags: TAGS,
  serviceEndpoints: {
    s3: { existing: true },
    logs: { policy: "{}" },
  } satisfies Record<string, api.ServiceEndpointProps>,
} satisfies Required<api.SegmentationProps>;

const THREE_TIER = {
  ...SEGMENTATION,
  clients: [
    {
      peer: Peer.cidr("203.0.113.0/24"),
      port: Port.HTTPS,
      reason: "users",
      id: "users",
    } satisfies Required<api.ClientProps>,
  ],
  egress: [
    {
      from: "app",
      to: Peer.awsService("s3"),
      port: Port.HTTPS,
      reason: "invoices",
      id: "invoices",
    } satisfies Required<api.EgressProps>,
    { from: "db", to: Peer.securityGroup(SECURITY_GROUP_ID), reason: "backups" },
  ],
  appPort: Port.HTTPS,
  dbPort: Port.POSTGRES,
} satisfies Required<api.ThreeTierProps>;

const VPC_PROPS = {
  region: "eu-central-1",
  cidr: "10.0.0.0/16",
  zones: ["eu-central-1a"],
  tiers: [
    {
      name: "web",
      public: true,
      reaches: [{ tier: "app", port: Port.HTTPS }],
      clients: [{ cidr: "203.0.113.0/24", port: Port.HTTPS }],
      outside: [Port.HTTPS],
      nat: false,
    } satisfies Required<api.TierProps>,
    { name: "app" },
  ],
  endpointTier: "app",
  nat: "single",
  subnetPrefixLength: 20,
  flowLogRetentionDays: 30,
  tags: TAGS,
} satisfies Required<api.SegmentedVpcProps>;

const EXPECTATION = {
  port: Port.HTTPS,
  name: "open",
  transitive: true,
} satisfies Required<api.ExpectationOptions>;

/** Segments, the flows between them, and the VPC around them. */
export const NETWORK_ENTRIES: Readonly<Record<string, Entry>> = {
  Quarantine: {
    args: (stack) => [shopIn(stack), "cut-off", { securityGroupId: SECURITY_GROUP_ID, mutable: true }],
    call: make(api.Quarantine),
    taken: { text: ["1"], undefined: ["2", "2.securityGroupId", "2.mutable"], "{}": ["2"] },
  },
  Segment: {
    args: (stack) => [shopIn(stack), "app", { securityGroupId: SECURITY_GROUP_ID, mutable: true }],
    call: make(api.Segment),
    taken: { text: ["1"], undefined: ["2", "2.securityGroupId", "2.mutable"], "{}": ["2"] },
  },
  "Segment.allowFrom": {
    args: () => [Peer.prefixList("pl-0123456789abcdef0", { maxEntries: 10 }), Port.HTTPS, FLOW],
    call: (stack, ...args) => segmentIn(stack).allowFrom(...argsOf<api.Segment["allowFrom"]>(args)),
    taken: {
      misspelt: ["0"],
      text: ["0.name", "2.reason", "2.id"],
      number: ["0.maxEntries"],
      undefined: ["2.id"],
    },
  },
  "Segment.allowInternally": {
    args: () => [Port.HTTPS, FLOW],
    call: (stack, ...args) =>
      segmentIn(stack).allowInternally(...argsOf<api.Segment["allowInternally"]>(args)),
    taken: { text: ["1.reason", "1.id"], undefined: ["1.id"] },
  },
  "Segment.allowTo": {
    args: () => [Peer.cidr("203.0.113.0/24"), Port.HTTPS, FLOW],
    call: (stack, ...args) => segmentIn(stack).allowTo(...argsOf<api.Segment["allowTo"]>(args)),
    taken: { misspelt: ["0", "0.cidr"], text: ["2.reason", "2.id"], undefined: ["2.id"] },
  },
  "Segment.problems": NOTHING,
  Segmentation: {
    args: (stack) => [stack, "shop", SEGMENTATION],
    call: make(api.Segmentation),
    taken: {
      construct: ["0"],
      text: ["1", "2.tags.team", "2.serviceEndpoints.logs.policy"],
      undefined: [
        "2.vpc.region",
        "2.vpc.routeTableIds",
        "2.vpc.endpointSubnetIds",
        "2.aggregate",
        "2.quotas",
        "2.quotas.rulesPerDirection",
        "2.quotas.groupsPerInterface",
        "2.tags",
        "2.tags.team",
        "2.serviceEndpoints",
        "2.serviceEndpoints.s3",
        "2.serviceEndpoints.s3.existing",
        "2.serviceEndpoints.logs",
        "2.serviceEndpoints.logs.policy",
      ],
      "[]": ["2.vpc.routeTableIds", "2.vpc.endpointSubnetIds"],
      "{}": ["2.quotas", "2.tags", "2.serviceEndpoints", "2.serviceEndpoints.s3", "2.serviceEndpoints.logs"],
      number: ["2.quotas.rulesPerDirection", "2.quotas.groupsPerInterface"],
    },
  },
  "Segmentation.expectNoPath": {
    args: (stack) => [segmentIn(stack), Peer.cidr("203.0.113.0/24"), EXPECTATION],
    call: (stack, ...args) => shopIn(stack).expectNoPath(...argsOf<api.Segmentation["expectNoPath"]>(args)),
    taken: {
      misspelt: ["1", "1.cidr"],
      undefined: ["2", "2.port", "2.name", "2.transitive"],
      "{}": ["2"],
      text: ["2.name"],
    },
  },
  "Segmentation.expectPath": {
    args: (stack) => [segmentIn(stack), segmentIn(stack, "db"), EXPECTATION],
    call: (stack, ...args) => shopIn(stack).expectPath(...argsOf<api.Segmentation["expectPath"]>(args)),
    taken: { undefined: ["2", "2.port", "2.name", "2.transitive"], "{}": ["2"], text: ["2.name"] },
  },
  "Segmentation.importSegment": {
    args: () => ["bastion", { securityGroupId: SECURITY_GROUP_ID, mutable: true }],
    call: (stack, ...args) => shopIn(stack).importSegment(...argsOf<api.Segmentation["importSegment"]>(args)),
    taken: { text: ["0"], undefined: ["1.mutable"] },
  },
  "Segmentation.quarantine": {
    args: () => ["cut-off"],
    call: (stack, name) => shopIn(stack).quarantine(name),
    taken: { undefined: ["0"], text: ["0"] },
  },
  "Segmentation.securityGroupIdsOf": {
    args: (stack) => [segmentIn(stack)],
    call: (stack, ...segments) => shopIn(stack).securityGroupIdsOf(...segments),
  },
  "Segmentation.segment": {
    args: () => ["app"],
    call: (stack, name) => shopIn(stack).segment(name),
    taken: { text: ["0"] },
  },
  "Segmentation.serviceEndpoint": SERVICE,
  "Segmentation.serviceEndpointPeer": SERVICE,
  SegmentedVpc: {
    args: (stack) => [stack, "vpc", VPC_PROPS],
    call: make(api.SegmentedVpc),
    taken: {
      construct: ["0"],
      text: ["1", "2.tiers.0.name", "2.tags.team"],
      undefined: [
        "2.tiers.0.reaches",
        "2.tiers.0.clients",
        "2.tiers.0.outside",
        "2.tiers.0.nat",
        "2.endpointTier",
        "2.nat",
        "2.subnetPrefixLength",
        "2.flowLogRetentionDays",
        "2.tags",
        "2.tags.team",
      ],
      "[]": ["2.tiers.0.reaches", "2.tiers.0.clients", "2.tiers.0.outside"],
      number: ["2.flowLogRetentionDays"],
      "{}": ["2.tags"],
    },
  },
  "SegmentedVpc.subnetIds": {
    args: () => ["app"],
    call: (stack, tier) => vpcIn(stack).subnetIds(tier),
  },
  ThreeTier: {
    args: (stack) => [stack, "shop", THREE_TIER],
    call: make(api.ThreeTier),
    taken: {
      construct: ["0"],
      text: [
        "1",
        "2.tags.team",
        "2.serviceEndpoints.logs.policy",
        "2.clients.0.reason",
        "2.clients.0.id",
        "2.egress.0.to.service",
        "2.egress.0.reason",
        "2.egress.0.id",
        "2.egress.1.to.name",
        "2.egress.1.reason",
      ],
      undefined: [
        "2.vpc.routeTableIds",
        "2.vpc.endpointSubnetIds",
        "2.aggregate",
        "2.quotas",
        "2.quotas.rulesPerDirection",
        "2.quotas.groupsPerInterface",
        "2.tags",
        "2.tags.team",
        "2.serviceEndpoints",
        "2.serviceEndpoints.s3",
        "2.serviceEndpoints.s3.existing",
        "2.serviceEndpoints.logs",
        "2.serviceEndpoints.logs.policy",
        "2.clients",
        "2.clients.0.port",
        "2.clients.0.id",
        "2.egress",
        "2.egress.0.port",
        "2.egress.0.id",
        "2.appPort",
        "2.dbPort",
      ],
      "[]": ["2.vpc.routeTableIds", "2.vpc.endpointSubnetIds", "2.clients", "2.egress"],
      "{}": ["2.quotas", "2.tags", "2.serviceEndpoints", "2.serviceEndpoints.s3", "2.serviceEndpoints.logs"],
      number: ["2.quotas.rulesPerDirection", "2.quotas.groupsPerInterface"],
      misspelt: ["2.clients.0.peer", "2.clients.0.peer.cidr", "2.egress.0.to", "2.egress.1.to"],
    },
  },
  "ThreeTier.tier": {
    args: () => ["app"],
    call: (stack, name) => tiersIn(stack).tier(name),
  },
};
