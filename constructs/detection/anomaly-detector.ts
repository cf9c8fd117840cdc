import { AnnotationMetadataEntryType } from "cdktf";
import { Construct } from "constructs";
import { describeCost } from "../../core/detection/monthly-cost.js";
import { DETECTION_RULES } from "../../core/detection/rules/rules.js";
import { given } from "../../core/options/given.js";
import type { DeployedFunction } from "../function/deployed-function.js";
import { Account } from "../guardrails/account.js";
import { EncryptionKey } from "../guardrails/encryption-key.js";
import type { Segment } from "../network/segment.js";
import { SettleAtSynthesis } from "../policy/settle-at-synthesis.js";
import { checkConstruct } from "../settings/check-construct.js";
import { nameFromPath } from "../settings/name-from-path.js";
import { treeAround } from "../settings/tree-around.js";
import { ANOMALY_DETECTOR_OPTIONS } from "./anomaly-detector-options.js";
import type { AnomalyDetectorProps } from "./anomaly-detector-props.js";
import { DetectorAlarms } from "./detector-alarms.js";
import { detectorDashboard } from "./detector-dashboard.js";
import { DetectorFunction } from "./detector-function.js";
import { DetectorNotices } from "./detector-notices.js";
import { DetectorSchedules } from "./detector-schedules.js";
import { DetectorStorage } from "./detector-storage.js";
import { cachingAuthorizers } from "./hidden-bursts.js";

const LONGEST_NAME = 20;
const DEFAULTS = {
  securityHub: false,
  quietHours: 6,
  queryBytesCutoff: 10 * 1024 ** 3,
  expectedRecordsPerDay: 100_000,
  deletionProtection: true,
};

/**
 * The anomaly detector: looks at the access log every five minutes by the model and by rules, tells of what is unusual at
 * a number of false alerts that the team chose, and attacks on purpose, so that silence can be told from peace.
 *
 * What it expects to cost a month is said at synthesis.
 */
export class AnomalyDetector extends Construct {
  readonly function: DeployedFunction;
  readonly notices: DetectorNotices;
  readonly storage: DetectorStorage;
  readonly key: EncryptionKey;

  /** @throws CordonError CORDON_DETECTOR_SETTING_REFUSED, and the codes of NodejsFunction */
  constructor(scope: Construct, id: string, props: AnomalyDetectorProps) {
    checkConstruct(scope, id, props, ANOMALY_DETECTOR_OPTIONS);
    super(scope, id);
    const around = treeAround(this);
    try {
      const settings = { ...DEFAULTS, ...given(props) };
      const tags = { ...props.tags };
      const name =
        props.name ??
        nameFromPath(this, { longest: LONGEST_NAME, characters: "lower-case letters, digits and -" });
      this.key = new EncryptionKey(this, "key", {
        description: `Encrypts summaries, findings and notices of the detector ${name}`,
        users: [
          {
            sid: "Alarms",
            service: "cloudwatch.amazonaws.com",
            condition: { StringEquals: { "aws:SourceAccount": Account.of(this).accountId } },
          },
        ],
        tags,
      });
      const { keyArn } = this.key;
      this.storage = new DetectorStorage(this, "storage", {
        name,
        key: this.key,
        queryBytesCutoff: settings.queryBytesCutoff,
        deletionProtection: settings.deletionProtection,
        tags,
      });
      this.notices = new DetectorNotices(this, "notices", { name, keyArn, notify: props.notify, tags });
      const detector = new DetectorFunction(this, "detector", {
        name,
        log: props.log,
        key: this.key,
        storage: this.storage,
        notices: this.notices,
        budgetPerDay: props.budgetPerDay,
        critical: props.critical?.map(patternOf),
        securityHub: settings.securityHub,
        ...given({
          egress: props.egress,
          administration: props.administration,
          engine: props.engine,
          function: props.function,
        }),
        tags,
      });
      this.function = detector.function;
      const schedules = new DetectorSchedules(this, "schedules", {
        name,
        functionArn: this.function.functionArn,
        keyArn,
        tags,
      });
      const { deadLetterQueue } = this.function;
      const alarms = new DetectorAlarms(this, "alarms", {
        name,
        functionName: this.function.functionName,
        deadLetters: {
          schedules: schedules.deadLetters,
          ...(deadLetterQueue === undefined ? {} : { function: deadLetterQueue }),
        },
        quietHours: settings.quietHours,
        actions: [this.notices.topic.arn, ...(props.alarmActions ?? [])],
        tags,
      });
      detectorDashboard(this, "dashboard", { name, workgroup: this.storage.workgroup.name });
      this.#say(
        AnnotationMetadataEntryType.INFO,
        describeCost({
          recordsADay: settings.expectedRecordsPerDay,
          rules: DETECTION_RULES,
          alarms: alarms.count,
        }),
      );
      new SettleAtSynthesis(this, "hidden-bursts", () => this.#warnOfCaches());
    } catch (error) {
      around.restore();
      throw error;
    }
  }

  /** Says which authorizers hide bursts: whoever sets the cache may stand anywhere, so all constructs must be there. */
  #warnOfCaches(): readonly [] {
    for (const path of cachingAuthorizers(this.node.root)) {
      this.#say(
        AnnotationMetadataEntryType.WARN,
        `bursts hide behind ${path}: it reuses answers, and one record stands for many requests; leave the cache out where bursts must be seen`,
      );
    }
    return [];
  }

  /** What `cdktf synth` prints. `Annotations` would write the paths of this machine into the manifest. */
  #say(level: AnnotationMetadataEntryType, message: string): void {
    this.node.addMetadata(level, message);
  }
}

/** What stands for a segment in the access log: the resources below its name. */
function patternOf(one: string | Segment): string {
  return typeof one === "string" ? one : `${one.segmentName}/*`;
}
