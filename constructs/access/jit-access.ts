import type { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import type { EntitlementFile, FlowEntitlement } from "../../core/access/entitlement.js";
import { requestableEntitlements } from "../../core/access/requestable-entitlement.js";
import type { BrokerAddress } from "../../core/contracts/broker-address.js";
import { CordonError, quote, valueOrThrow } from "../../core/errors.js";
import { SOURCE_IDENTITY } from "../../core/iam/condition.js";
import type { PersonKey } from "../../core/iam/person-condition.js";
import { Port } from "../../core/network/port.js";
import { formatProtocol } from "../../core/network/protocol.js";
import { isToken } from "../../core/network/token.js";
import { given } from "../../core/options/given.js";
import type { DeployedFunction } from "../function/deployed-function.js";
import { Account } from "../guardrails/account.js";
import { EncryptionKey, logGroupsKeyUser } from "../guardrails/encryption-key.js";
import { stateGrantableFlow } from "../guardrails/statements.js";
import type { Segment } from "../network/segment.js";
import { checkArgument, checkConstruct } from "../settings/check-construct.js";
import { nameFromPath } from "../settings/name-from-path.js";
import { refuse } from "../settings/refusal.js";
import { treeAround } from "../settings/tree-around.js";
import { BrokerAlarms } from "./broker-alarms.js";
import { type BrokerFunction, BrokerFunctions, functionArn } from "./broker-functions.js";
import { BrokerNotices } from "./broker-notices.js";
import { BrokerSchedules } from "./broker-schedules.js";
import { BrokerStorage } from "./broker-storage.js";
import { type EligibleOptions, trustProblem } from "./eligible-role.js";
import {
  type EntitlementSet,
  elsewhere,
  entitlementSet,
  extendedSet,
  type SetSettings,
  targetsOf,
} from "./entitlement-set.js";
import { EntitlementStorage, literalForTerraform } from "./entitlement-storage.js";
import type { JitErrorCode } from "./error-codes.js";
import { type FlowEntitlementOptions, FlowGrants } from "./flow-grants.js";
import { ELIGIBLE, FLOW_END, FLOW_GRANT, JIT_ACCESS, TARGET } from "./jit-access-options.js";
import type { JitAccessProps } from "./jit-access-props.js";
import { peopleTrust } from "./people-trust.js";
import { PolicyGrants } from "./policy-grants.js";
import { TargetBoundary } from "./target-boundary.js";

const ENTITLEMENT_FILE = "entitlements.json";
/** The bucket for the head of the chain appends 26 characters to its prefix and has 63 in all. */
const LONGEST_NAME = 24;
/** A year for yearly reviews, and a month to do them in. */
const DEFAULT_DAYS = 400;
const DEFAULT_MOST_ACTIVE = 50;

/**
 * Just-in-time access: who may have what for how long is a reviewed file, and a broker grants it on request. The
 * deadline stands in the IAM policy itself, so access ends whatever breaks; schedules and a sweep only clean up.
 */
export class JitAccess extends Construct {
  readonly functions: Readonly<Record<BrokerFunction, DeployedFunction>>;
  /** The permissions boundary that every target must carry. */
  readonly boundaryArn: string;
  readonly notices: BrokerNotices;
  readonly storage: BrokerStorage;
  readonly key: EncryptionKey;
  /** What a policy engine reads, as its `access`. */
  readonly policyGrants: PolicyGrants;
  /**
   * What `cordon access --broker` takes ({@link BrokerAddress}), as an output of the stack: its path in the stack, joined
   * by "_", and "_broker".
   */
  readonly output: TerraformOutput;
  #set: EntitlementSet;
  readonly #settings: SetSettings;
  readonly #account: string;
  readonly #flows: FlowGrants | undefined;

  /**
   * @throws CordonError for entitlements what `cordon access check` says, for settings the codes of JIT_ERROR_CODES and
   * of NodejsFunction
   */
  constructor(scope: Construct, id: string, props: JitAccessProps) {
    checkConstruct(scope, id, props, JIT_ACCESS);
    super(scope, id);
    const around = treeAround(this);
    try {
      this.#settings = {
        now: (props.now ?? new Date()).getTime(),
        groupsElsewhere: props.identityCenter !== undefined,
      };
      const tags = { ...props.tags };
      const name =
        props.name ??
        nameFromPath(this, { longest: LONGEST_NAME, characters: "lower-case letters, digits and -" });
      this.#set = entitlementSet(props.entitlements, this.node.path, this.#settings);
      const account = this.#accountOf(props.accountId);
      this.#account = account;
      const current = Account.of(this);
      this.key = new EncryptionKey(this, "key", {
        description: `Encrypts the ledger, the notices and the functions of ${name}`,
        users: [
          logGroupsKeyUser(this, `/aws/lambda/${name}-*`),
          {
            sid: "Alarms",
            service: "cloudwatch.amazonaws.com",
            condition: { StringEquals: { "aws:SourceAccount": current.accountId } },
          },
        ],
        tags,
      });
      const common = { name, key: this.key, tags };
      this.storage = new BrokerStorage(this, "storage", {
        ...common,
        deletionProtection: props.deletionProtection ?? true,
        auditLockDays: props.auditLockDays ?? DEFAULT_DAYS,
        account: { expected: account, actual: current.accountId },
      });
      this.policyGrants = new PolicyGrants(this, "policy-grants", {
        table: this.storage.accessPolicies,
        key: this.key,
        entitlements: requestableEntitlements(this.#set.file.entitlements),
      });
      this.notices = new BrokerNotices(this, "notices", { name, keyArn: this.key.keyArn, tags });
      const schedules = new BrokerSchedules(this, "schedules", {
        name,
        keyArn: this.key.keyArn,
        sweepFunctionArn: functionArn(this, name, "sweep"),
        tags,
      });
      const { file } = this.#set;
      const callerRoles = (file.people?.roles ?? []).map(({ arn }) => arn);
      const boundary = new TargetBoundary(this, "boundary", {
        name,
        tableArns: [this.storage.grants.arn, this.storage.accessPolicies.arn],
        bucketArn: this.storage.heads.bucketArn,
        keyArn: this.key.keyArn,
        peopleRoles: callerRoles,
        tags,
      });
      this.boundaryArn = boundary.resource.arn;
      const stored =
        props.storage === "bucket"
          ? new EntitlementStorage(this, "entitlements", {
              key: this.key,
              namePrefix: `${name}-jit-`,
              template: () => this.#template(),
              tags,
            })
          : undefined;
      const { functions } = new BrokerFunctions(this, "broker", {
        ...common,
        account,
        storage: this.storage,
        notices: this.notices,
        schedules,
        boundary,
        targets: targetsOf(file),
        callerRoles,
        topics: [...new Set(file.entitlements.flatMap(({ notify = [] }) => notify))],
        flowGroups: flowGroupsOf(file),
        entitlements:
          stored === undefined
            ? {
                location: `file:${ENTITLEMENT_FILE}`,
                hash: this.#set.hash,
                files: { [ENTITLEMENT_FILE]: this.#set.text },
              }
            : { location: stored.location, hash: stored.hash, objectsArn: stored.objectsArn, files: {} },
        subjectTable: props.subjectTable,
        identityCenter: props.identityCenter,
        function: props.function,
        logRetentionDays: props.logRetentionDays ?? DEFAULT_DAYS,
      });
      this.functions = functions;
      this.#flows =
        stored === undefined
          ? undefined
          : new FlowGrants(this, "flows", {
              provision: functions.provision.role,
              sweep: functions.sweep.role,
            });
      schedules.sweepRegularly(functions.sweep.functionArn);
      new BrokerAlarms(this, "alarms", {
        name,
        functions,
        deadLetters: {
          schedules: schedules.deadLetters,
          ...deadLettersOf(functions),
        },
        mostActiveGrants: props.mostActiveGrants ?? DEFAULT_MOST_ACTIVE,
        actions: [this.notices.watchers.arn, ...(props.alarmActions ?? [])],
        tags,
      });
      this.output = this.#output(functions);
    } catch (error) {
      around.restore();
      throw error;
    }
  }

  /** The entitlements as the broker gets them, with those of its flows; a copy. */
  get entitlements(): EntitlementFile {
    return structuredClone(this.#set.file);
  }

  /**
   * A trust policy for a target, with which people assume it as themselves and as nobody else: IAM users of the account
   * by their names, sessions of the roles of `people` by their session names. The text is for `assumeRolePolicy`.
   *
   * @throws CordonError CORDON_JIT_SETTING_REFUSED
   */
  trustPolicy(options: EligibleOptions = {}): string {
    checkArgument(this, "options", options, ELIGIBLE);
    return peopleTrust(this.#set.file.people ?? {}, this.#account, options.person ?? SOURCE_IDENTITY);
  }

  /**
   * Prepares a role as a target: it carries the boundary, and its trust policy pins who a session speaks for.
   *
   * @throws CordonError CORDON_JIT_ROLE_UNPINNED, CORDON_JIT_ROLE_BOUNDARY; the role is as before then
   */
  eligible(role: IamRole, options: EligibleOptions = {}): void {
    checkArgument(this, "role", role, TARGET);
    checkArgument(this, "options", options, ELIGIBLE);
    const where = role.node.path;
    for (const person of this.#personsOf(role, options.person)) {
      const problem = trustProblem(role.assumeRolePolicyInput, person, where);
      if (problem !== undefined) throw new CordonError([problem]);
    }
    const { permissionsBoundaryInput: boundary } = role;
    if (boundary !== undefined && boundary !== this.boundaryArn) {
      refuse<JitErrorCode>(role, {
        code: "CORDON_JIT_ROLE_BOUNDARY",
        summary: "the role has a boundary of its own, and IAM knows one a role",
        got: boundary,
        allowed: "none, or boundaryArn of the access broker",
        fix: "leave permissionsBoundary out",
      });
    }
    role.permissionsBoundary = this.boundaryArn;
  }

  /**
   * Declares an entitlement that opens a flow: the egress rule of `from` and the ingress rule of `to`, for as long as a
   * grant lasts. EC2 knows no deadline, so the sweep ends it.
   *
   * @throws CordonError CORDON_JIT_FLOW_STORAGE, CORDON_JIT_FLOW_REFUSED, and what `cordon access check` says
   */
  flow(from: Segment, to: Segment, port: Port, options: FlowEntitlementOptions): void {
    checkArgument(this, "from", from, FLOW_END);
    checkArgument(this, "to", to, FLOW_END);
    checkArgument(this, "options", options, FLOW_GRANT);
    if (this.#flows === undefined) {
      this.#refuse(
        "storage",
        "archive",
        '"bucket" for flows: Terraform writes the ids of their groups into the file',
        "CORDON_JIT_FLOW_STORAGE",
      );
    }
    if (from.securityGroupId === to.securityGroupId || !from.acceptsFlows || !to.acceptsFlows) {
      const got = `${from.segmentName} to ${to.segmentName}`;
      this.#refuse(
        "flow",
        got,
        "two different segments, neither of them the quarantine",
        "CORDON_JIT_FLOW_REFUSED",
      );
    }
    const ends = { from: this.#flows.groupOf(from), to: this.#flows.groupOf(to) };
    const entitlement: FlowEntitlement = {
      ...(given(options) as FlowEntitlementOptions),
      kind: "flow",
      flow: { ...ends, port: valueOrThrow(Port.check(port), this.node.path).toString() },
    };
    const { file } = this.#set;
    const extended = { ...file, entitlements: [...file.entitlements, entitlement] };
    this.#set = extendedSet(extended, this.node.path, this.#settings);
    this.#flows.open(from, to);
    const { protocol, from: fromPort, to: toPort } = port;
    stateGrantableFlow(this, {
      entitlement: options.id,
      maxMinutes: options.maxMinutes,
      from: from.securityGroupId,
      to: to.securityGroupId,
      protocol: formatProtocol(protocol),
      fromPort,
      toPort,
      constructPath: this.node.path,
    });
  }

  #template(): string {
    const text = literalForTerraform(this.#set.text);
    return this.#flows?.fill(text) ?? text;
  }

  /** How each entitlement that opens the role tells people apart. */
  #personsOf({ nameInput, pathInput }: IamRole, given: PersonKey | undefined): PersonKey[] {
    const isLiteral = nameInput !== undefined && !isToken(nameInput) && !isToken(pathInput);
    const end = `:role${pathInput ?? "/"}${nameInput}`;
    const persons = this.#set.file.entitlements.flatMap((one) =>
      (one.kind === undefined || one.kind === "role") && isLiteral && one.target.endsWith(end)
        ? [one.person ?? SOURCE_IDENTITY]
        : [],
    );
    const found = [...new Set<PersonKey>(persons)];
    return found.length > 0 ? found : [given ?? SOURCE_IDENTITY];
  }

  #output(functions: Readonly<Record<BrokerFunction, DeployedFunction>>): TerraformOutput {
    const output = new TerraformOutput(this, "output", {
      description: "The functions of the access broker, for cordon access --broker",
      value: {
        region: Account.of(this).region,
        request: functions.request.functionArn,
        approve: functions.approve.functionArn,
        revoke: functions.sweep.functionArn,
        report: functions.report.functionArn,
      } satisfies BrokerAddress,
    });
    const [, ...path] = this.node.path.split("/");
    output.overrideLogicalId(`${path.join("_").replace(/[^A-Za-z0-9_-]/g, "_")}_broker`);
    return output;
  }

  #accountOf(set: string | undefined): string {
    const { account: found } = this.#set;
    const account = set ?? found;
    if (account === undefined) {
      this.#refuse(
        "accountId",
        set,
        "12 digits, as no entitlement of the file has a role that says which account",
      );
    }
    if (found !== undefined && found !== account) {
      throw new CordonError([elsewhere(found, quote(account), this.node.path)]);
    }
    return account;
  }

  #refuse(
    setting: string,
    got: unknown,
    allowed: string,
    code: JitErrorCode = "CORDON_JIT_SETTING_REFUSED",
  ): never {
    refuse<JitErrorCode>(this, {
      code,
      summary: `the access broker cannot have this ${setting}`,
      got,
      allowed,
      fix: `correct ${setting}`,
    });
  }
}

function deadLettersOf(functions: Readonly<Record<BrokerFunction, DeployedFunction>>) {
  return Object.fromEntries(
    Object.entries(functions).flatMap(([key, { deadLetterQueue }]) =>
      deadLetterQueue === undefined ? [] : [[key, deadLetterQueue]],
    ),
  );
}

function flowGroupsOf({ entitlements }: EntitlementFile): string[] {
  const groups = entitlements.flatMap((one) => (one.kind === "flow" ? [one.flow.from, one.flow.to] : []));
  return [...new Set(groups)].sort();
}
