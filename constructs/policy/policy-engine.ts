import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import type { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import { dependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { POLICY_ENGINE } from "../../core/contracts/policy-engine.js";
import { CordonError, quote } from "../../core/errors.js";
import type { AccessPolicy } from "../../core/policy/language/policy.js";
import type { PolicyGrants } from "../access/policy-grants.js";
import type { DeployedFunction } from "../function/deployed-function.js";
import { NodejsFunction } from "../function/nodejs-function.js";
import { EncryptionKey, logGroupsKeyUser } from "../guardrails/encryption-key.js";
import { checkArgument, checkConstruct } from "../settings/check-construct.js";
import { nameFromPath } from "../settings/name-from-path.js";
import { refuse } from "../settings/refusal.js";
import { treeAround } from "../settings/tree-around.js";
import { twiceProblem, unsupportedProblem } from "./api-problems.js";
import { type ApiRoute, namesHead, routeProblems, unmatchedRoutes } from "./api-routes.js";
import { believes } from "./believed-issuer.js";
import type { PolicyEngineErrorCode, PolicyEngineProblem } from "./error-codes.js";
import { EvaluationEndpoint } from "./evaluation-endpoint.js";
import { HttpApiProtection } from "./http-api-protection.js";
import { issuerEnvironment, variable } from "./issuer-environment.js";
import { PolicyAlarms } from "./policy-alarms.js";
import { policyBundle } from "./policy-bundle.js";
import { API, ENGINE, PROTECT } from "./policy-engine-options.js";
import type { IssuerProps, PolicyEngineProps } from "./policy-engine-props.js";
import { PolicyStorage } from "./policy-storage.js";
import { PolicyTables } from "./policy-tables.js";
import type { ProtectingEngine, ProtectOptions } from "./protection.js";
import { RestApiProtection } from "./rest-api-protection.js";
import { SettleAtSynthesis } from "./settle-at-synthesis.js";
import { originHeader, originSecretHashes } from "./trusted-origin.js";

const POLICY_FILE = "policies.json";
const ROUTES_FILE = "routes.json";
const ENTITLEMENTS_FILE = "entitlements.json";
const DEFAULT_DENIAL_SPIKE = 100;
/** A year for yearly reviews, and a month to do them in. */
const DEFAULT_LOG_RETENTION_DAYS = 400;
const LONGEST_NAME = 32;
const PROTECTION_ID = "zero-trust";

/**
 * The policy engine: decides on every request to the APIs that it protects, by token, device, place, time, network and
 * access policies, and leaves one access-log record of each decision.
 */
export class PolicyEngine extends Construct {
  readonly function: DeployedFunction;
  readonly tables: PolicyTables;
  /** Encrypts the tables, the policies in the bucket, and the access logs of the APIs. */
  readonly key: EncryptionKey;
  /** The AuthZEN endpoints, where `evaluations` asks for them. */
  readonly evaluations: EvaluationEndpoint | undefined;
  readonly policies: readonly AccessPolicy[];
  /** Whose tokens it believes. */
  readonly issuer: IssuerProps;
  readonly #props: PolicyEngineProps;
  readonly #name: string;
  readonly #origins: { readonly header: string; readonly hashes: readonly string[] }[] = [];
  readonly #protections: (HttpApiProtection | RestApiProtection)[] = [];

  /**
   * @throws CordonError for policies what `cordon policy check` says, for settings the codes of POLICY_ENGINE_ERROR_CODES
   * and of NodejsFunction
   */
  constructor(scope: Construct, id: string, props: PolicyEngineProps) {
    checkConstruct(scope, id, props, ENGINE);
    super(scope, id);
    const around = treeAround(this);
    try {
      const where = this.node.path;
      this.#props = props;
      this.issuer = props.issuer;
      this.#name =
        props.name ?? nameFromPath(this, { longest: LONGEST_NAME, characters: "letters, digits and -" });
      const problems = routeProblems(props.routes ?? {}, where);
      if (problems.length > 0) throw new CordonError(problems);
      const bundle = policyBundle(props.policies, where, namesHead(props.routes ?? {}));
      this.policies = bundle.policies;
      const tags = { ...props.tags };
      this.key = new EncryptionKey(this, "key", {
        description: `Encrypts the registry and the policies of ${this.#name}`,
        users: [logGroupsKeyUser(this, `/cordon/${this.#name}/*`)],
        tags,
      });
      this.tables = new PolicyTables(this, "tables", {
        key: this.key,
        name: this.#name,
        deletionProtection: props.deletionProtection ?? true,
        tags,
      });
      const storage =
        props.storage === "bucket"
          ? new PolicyStorage(this, "storage", {
              key: this.key,
              namePrefix: `${this.#name}-`.toLowerCase(),
              bundle,
              subjects: this.tables.subjects,
              tags,
            })
          : undefined;
      const granted = props.access?.policyGrants;
      const entitlements = entitlementsText(granted);
      const decision = {
        deviceTable: this.tables.devices.name,
        subjectTable: this.tables.subjects.name,
        policyLocation: storage?.location ?? `file:${POLICY_FILE}`,
        ...(storage === undefined ? { policyHash: bundle.hash } : {}),
        ...(this.#rowsMayAllow ? { subjectPolicies: "allow" } : {}),
        ...(granted === undefined ? {} : { grantTable: granted.table.name }),
        ...(entitlements === undefined ? {} : { entitlementsFile: ENTITLEMENTS_FILE }),
        ...variable("postureMaximumAgeSeconds", props.postureMaximumAgeSeconds),
        ...variable("deadlineMilliseconds", props.deadlineMilliseconds),
      };
      const common = {
        ...props.function,
        resources: {
          deviceTable: [this.tables.devices.arn],
          subjectTable: [this.tables.subjects.arn],
          ...(granted === undefined ? {} : { grantTable: [granted.table.arn] }),
          encryptionKey: [this.key.keyArn, ...(granted === undefined ? [] : [granted.key.keyArn])],
          ...(storage === undefined ? {} : { policyObjects: [storage.objectsArn] }),
        },
        ...(props.log === undefined ? {} : { logGroup: props.log.logGroup }),
        logRetentionDays: this.#logRetentionDays,
        tags,
      };
      const files = {
        ...(storage === undefined ? { [POLICY_FILE]: bundle.text } : {}),
        ...(entitlements === undefined ? {} : { [ENTITLEMENTS_FILE]: entitlements }),
      };
      this.function = new NodejsFunction(this, "function", {
        ...common,
        contract: POLICY_ENGINE,
        environment: {
          ...decision,
          ...issuerEnvironment(props.issuer),
          ...this.#routesEnvironment(),
          ...this.#originEnvironment(),
        },
        files: {
          ...files,
          ...(props.routes === undefined ? {} : { [ROUTES_FILE]: JSON.stringify(props.routes) }),
        },
      });
      this.evaluations =
        props.evaluations === undefined
          ? undefined
          : new EvaluationEndpoint(this, "evaluations", {
              ...common,
              ...props.evaluations,
              environment: decision,
              files,
            });
      if (props.routes !== undefined)
        new SettleAtSynthesis(this, "routes", () => this.#unmatchedRoutes(props.routes ?? {}));
      if (storage !== undefined) {
        // A function that is there before the row would deny everything.
        for (const decider of [this.function, this.evaluations?.function]) {
          if (decider === undefined) continue;
          decider.function.dependsOn = [...(decider.function.dependsOn ?? []), dependable(storage.row)];
        }
      }
      const watched = {
        denialSpike: props.denialSpike ?? DEFAULT_DENIAL_SPIKE,
        actions: props.alarmActions ?? [],
        tags,
      };
      new PolicyAlarms(this, "alarms", {
        ...watched,
        name: this.#name,
        subject: "The policy engine",
        functionName: this.function.functionName,
        hasUrl: false,
        logGroupName: this.function.logGroup.name,
      });
      if (this.evaluations !== undefined) {
        new PolicyAlarms(this, "evaluation-alarms", {
          ...watched,
          // No engine has a name with a dot.
          name: `${this.#name}.evaluations`,
          subject: "The AuthZEN function",
          functionName: this.evaluations.function.functionName,
          hasUrl: true,
          logGroupName: this.evaluations.function.logGroup.name,
        });
      }
      granted?.markRead();
      believes(this, props.issuer);
    } catch (error) {
      around.restore();
      throw error;
    }
  }

  /**
   * Puts the policy engine before every route of an API: those that are declared already, and those that will be.
   *
   * The API's own access logs are switched on, so that requests are seen that never reach the policy engine, and its
   * execute-api endpoint is closed where it has a custom domain. The synthesis fails for a route that is left open
   * without a reason.
   *
   * Deployments of the API are made anew when its protection changes.
   *
   * @throws CordonError CORDON_PROTECT_API_UNSUPPORTED, CORDON_PROTECT_TWICE, CORDON_POLICY_ENGINE_SECRET_LITERAL,
   * CORDON_POLICY_ENGINE_SETTING_REFUSED; when the app is synthesized the other CORDON_PROTECT_ codes
   */
  protect(
    api: Apigatewayv2Api | ApiGatewayRestApi,
    options: ProtectOptions = {},
  ): HttpApiProtection | RestApiProtection {
    checkArgument(this, "api", api, API);
    checkArgument(this, "options", options, PROTECT);
    if (!(api instanceof ApiGatewayRestApi) && api.protocolTypeInput !== "HTTP")
      throw new CordonError([
        unsupportedProblem(`protocolType ${quote(api.protocolTypeInput)}`, api.node.path),
      ]);
    if (api.node.tryFindChild(PROTECTION_ID) !== undefined)
      throw new CordonError([twiceProblem(api.node.path)]);
    const { trustedOrigin } = options;
    const where = api.node.path;
    const origin =
      trustedOrigin === undefined
        ? undefined
        : { header: originHeader(trustedOrigin, where), hashes: originSecretHashes(trustedOrigin, where) };
    if (origin !== undefined) this.#checkHeader(origin.header);
    const engine = this.#forApi();
    const protection =
      api instanceof ApiGatewayRestApi
        ? new RestApiProtection(api, PROTECTION_ID, engine, options)
        : new HttpApiProtection(api, PROTECTION_ID, engine, options);
    // What the function must know of the API counts from here on: an API that was refused is not protected.
    this.#protections.push(protection);
    if (origin !== undefined) this.#origins.push(origin);
    return protection;
  }

  get #logRetentionDays(): number {
    return this.#props.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS;
  }

  get #rowsMayAllow(): boolean {
    return this.#props.subjectPolicies ?? false;
  }

  #forApi(): ProtectingEngine {
    return {
      functionName: this.function.functionName,
      invokeArn: this.function.invokeArn,
      policies: this.policies,
      routes: this.#props.routes ?? {},
      rowsMayAllow: this.#rowsMayAllow || this.#props.access !== undefined,
      apiLogGroupName: `/cordon/${this.#name}/api-${this.#protections.length + 1}`,
      keyArn: this.key.keyArn,
      logRetentionDays: this.#logRetentionDays,
      tags: this.#props.tags ?? {},
    };
  }

  /** Without a protected API nothing is known: the function may stand before one that another app declares. */
  #unmatchedRoutes(routes: Readonly<Record<string, ApiRoute>>): PolicyEngineProblem[] {
    if (this.#protections.length === 0) return [];
    const declared = this.#protections.flatMap((protection) => protection.routeKeys());
    return unmatchedRoutes(routes, declared, this.node.path);
  }

  #checkHeader(header: string): void {
    const [known] = this.#origins;
    if (known !== undefined && known.header !== header) {
      this.#refuse(
        "trustedOrigin.header",
        header,
        `${quote(known.header)}, as the other APIs of this policy engine have it`,
      );
    }
  }

  /** Known when all APIs are protected; a variable without a value is not set. */
  #originEnvironment() {
    const hashes = () => [...new Set(this.#origins.flatMap((origin) => origin.hashes))];
    return {
      originHeader: Lazy.stringValue({ produce: () => this.#origins[0]?.header }),
      originSecretHashes: Lazy.stringValue({
        produce: () => (hashes().length === 0 ? undefined : hashes().join(",")),
      }),
    };
  }

  #routesEnvironment() {
    return this.#props.routes === undefined ? {} : { routesFile: ROUTES_FILE };
  }

  #refuse(setting: string, got: unknown, allowed: string): never {
    refuse<PolicyEngineErrorCode>(this, {
      code: "CORDON_POLICY_ENGINE_SETTING_REFUSED",
      summary: `the policy engine cannot have this ${setting}`,
      got,
      allowed,
      fix: `correct ${setting}`,
    });
  }
}

/** The entitlements that denials may name, as the function reads them; undefined where there are none. */
function entitlementsText(granted: PolicyGrants | undefined): string | undefined {
  if (granted === undefined || granted.entitlements.length === 0) return undefined;
  return JSON.stringify({ version: 1, entitlements: granted.entitlements });
}
