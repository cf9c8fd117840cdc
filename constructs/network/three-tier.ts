import type { Construct } from "constructs";
import { CordonError, quote } from "../../core/errors.js";
import type { NetworkProblem } from "../../core/network/error-codes.js";
import type { Peer } from "../../core/network/peer.js";
import { Port } from "../../core/network/port.js";
import type { SettingErrorCode } from "../../core/options/error-codes.js";
import { listOf } from "../../core/options/kinds.js";
import { optional } from "../../core/options/option-kind.js";
import { options } from "../../core/options/shape.js";
import { type Checked, checkConstruct } from "../settings/check-construct.js";
import { CHECKED_ELSEWHERE } from "../settings/checked-elsewhere.js";
import { treeAround } from "../settings/tree-around.js";
import type { FlowOptions, Segment } from "./segment.js";
import { SEGMENTATION_OPTIONS, Segmentation, type SegmentationProps } from "./segmentation.js";

/** The tiers of a {@link ThreeTier}. */
export type ThreeTierName = "frontend" | "app" | "db";

/** A flow from outside to the frontend. */
export interface ClientProps extends FlowOptions {
  readonly peer: Exclude<Peer, { kind: "aws-service" }> | Segment;
  /** @default Port.HTTPS */
  readonly port?: Port;
}

/** A named way out of a tier. */
export interface EgressProps extends FlowOptions {
  readonly from: ThreeTierName;
  readonly to: Peer | Segment;
  /** @default Port.HTTPS */
  readonly port?: Port;
}

/** The ways in and out of a three-tier application; the flows between its tiers are given. */
export interface ThreeTierProps extends SegmentationProps {
  /**
   * Who may open conversations with the frontend.
   * @default - nobody
   */
  readonly clients?: readonly ClientProps[];
  /**
   * Where the tiers may go besides each other.
   * @default - nowhere
   */
  readonly egress?: readonly EgressProps[];
  /** The port on which the app tier listens. @default Port.HTTPS */
  readonly appPort?: Port;
  /** The port on which the database listens. @default Port.POSTGRES */
  readonly dbPort?: Port;
}

const FLOW = {
  port: CHECKED_ELSEWHERE,
  reason: CHECKED_ELSEWHERE,
  id: CHECKED_ELSEWHERE,
};

/** What a flow holds, the segments check. */
const THREE_TIER: Checked<SettingErrorCode> = {
  subject: "the three tiers",
  code: "CORDON_SETTING_REFUSED",
  id: CHECKED_ELSEWHERE,
  kind: options<ThreeTierProps>({
    ...SEGMENTATION_OPTIONS,
    clients: optional(listOf(options<ClientProps>({ ...FLOW, peer: CHECKED_ELSEWHERE }))),
    egress: optional(
      listOf(options<EgressProps>({ ...FLOW, from: CHECKED_ELSEWHERE, to: CHECKED_ELSEWHERE })),
    ),
    appPort: CHECKED_ELSEWHERE,
    dbPort: CHECKED_ELSEWHERE,
  }),
};

const TIERS: readonly ThreeTierName[] = ["frontend", "app", "db"];

/**
 * The classic application in three segments: frontend to app, app to db, and nothing else unless named.
 *
 * The two flows between the tiers have ids, so another port changes their rules in place.
 */
export class ThreeTier extends Segmentation {
  readonly frontend: Segment;
  readonly app: Segment;
  readonly db: Segment;

  /** @throws CordonError as {@link Segmentation} and {@link Segment.allowTo}; CORDON_TIER_UNKNOWN for an egress from no tier */
  constructor(scope: Construct, id: string, props: ThreeTierProps) {
    checkConstruct(scope, id, props, THREE_TIER);
    super(scope, id, segmentationProps(props));
    const around = treeAround(this);
    this.frontend = this.segment("frontend");
    this.app = this.segment("app");
    this.db = this.segment("db");
    try {
      this.#addFlows(props);
    } catch (error) {
      around.restore();
      throw error;
    }
  }

  #addFlows(props: ThreeTierProps): void {
    const { appPort = Port.HTTPS, dbPort = Port.POSTGRES } = props;
    this.frontend.allowTo(this.app, appPort, {
      id: "frontend-to-app",
      reason: "requests of the frontend to the app",
    });
    this.app.allowTo(this.db, dbPort, {
      id: "app-to-db",
      reason: "queries of the app to the database",
    });
    for (const { peer, port = Port.HTTPS, ...options } of props.clients ?? []) {
      this.frontend.allowFrom(peer, port, options);
    }
    for (const { from, to, port = Port.HTTPS, ...options } of props.egress ?? []) {
      this.tier(from).allowTo(to, port, options);
    }
  }

  /**
   * The segment of a tier by name.
   * @throws CordonError CORDON_TIER_UNKNOWN
   */
  tier(name: ThreeTierName): Segment {
    if (TIERS.includes(name)) return this[name];
    throw new CordonError([
      {
        code: "CORDON_TIER_UNKNOWN",
        summary: "this tier is not declared",
        got: quote(name),
        allowed: TIERS.join(", "),
        fix: "name one of the three tiers",
        where: this.node.path,
      } satisfies NetworkProblem,
    ]);
  }
}

function segmentationProps({
  clients,
  egress,
  appPort,
  dbPort,
  ...props
}: ThreeTierProps): SegmentationProps {
  return props;
}
