import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import type { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import { dependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { POLICY_ENGINE } from "../../core/contracts/policy-engine.js";
import { CordonError, quote } from "../../core/errors.js";
import type { AccessPolicy } from "../../core/policy/language/policy.js";
import { NodejsFunction } from "../function/nodejs-function.js";
import { EncryptionKey, logGroupsKeyUser } from "../guardrails/encryption-key.js";
import { twiceProblem } from "./api-problems.js";
import { routeProblems } from "./api-routes.js";
import { EvaluationEndpoint } from "./evaluation-endpoint.js";
import { HttpApiProtection } from "./http-api-protection.js";
import { issuerEnvironment, variable } from "./issuer-environment.js";
import { PolicyAlarms } from "./policy-alarms.js";
import { policyBundle } from "./policy-bundle.js";
import type { PolicyEngineProps } from "./policy-engine-props.js";
import { PolicyStorage } from "./policy-storage.js";
import { PolicyTables } from "./policy-tables.js";
import type { ProtectingEngine, ProtectOptions } from "./protection.js";
import { RestApiProtection } from "./rest-api-protection.js";
import { originSecretHashes, type TrustedOriginProps } from "./trusted-origin.js";

const POLICY_FILE = "policies.json";
const ROUTES_FILE = "routes.json";
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
  readonly function: NodejsFunction<typeof POLICY_ENGINE>;
  readonly tables: PolicyTables;
  /** Encrypts the tables, the policies in the bucket, and the access logs of the APIs. */
  readonly key: EncryptionKey;
  /** The AuthZEN endpoints, where `evaluations` asks for them. */
  readonly evaluations: EvaluationEndpoint | undefined;
  readonly policies: readonly AccessPolicy[];
  readonly #props: PolicyEngineProps;
  readonly #name: string;
  readonly #origins: { readonly header: string; readonly hashes: readonly string[] }[] = [];
  #protected = 0;

  /**
   * @throws CordonError for policies what `cordon policy check` says, for settings the codes of POLICY_ENGINE_ERROR_CODES
   * and of NodejsFunction
   */
  constructor(scope: Construct, id: string, props: PolicyEngineProps) {
    super(scope, id);
    const where = this.node.path;
    this.#props = props;
    this.#name = this.#nameOf(props.name);
    const problems = routeProblems(props.routes ?? {}, where);
    if (problems.length > 0) throw new CordonError(problems);
    const bundle = policyBundle(props.policies, where);
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
    const decision = {
      deviceTable: this.tables.devices.name,
      subjectTable: this.tables.subjects.name,
      policyLocation: storage?.location ?? `file:${POLICY_FILE}`,
      ...(storage === undefined ? { policyHash: bundle.hash } : {}),
      ...variable("postureMaximumAgeSeconds", props.postureMaximumAgeSeconds),
      ...variable("deadlineMilliseconds", props.deadlineMilliseconds),
    };
    const common = {
      ...props.function,
      resources: {
        deviceTable: [this.tables.devices.arn],
        subjectTable: [this.tables.subjects.arn],
        encryptionKey: [this.key.keyArn],
        ...(storage === undefined ? {} : { policyObjects: [storage.objectsArn] }),
      },
      ...(props.log === undefined ? {} : { logGroup: props.log.logGroup }),
      logRetentionDays: this.#logRetentionDays,
      tags,
    };
    const policyFile = storage === undefined ? { [POLICY_FILE]: bundle.text } : {};
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
        ...policyFile,
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
            files: policyFile,
          });
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
  }

  /**
   * Puts the policy engine before every route of an API: those that are declared already, and those that will be.
   *
   * The API's own access logs are switched on, so that requests are seen that never reach the policy engine, and its
   * execute-api endpoint is closed where it has a custom domain. The synthesis fails for a route that is left open
   * without a reason.
   *
   * @throws CordonError CORDON_PROTECT_CACHE_UNSAFE, CORDON_PROTECT_TWICE, CORDON_POLICY_ENGINE_SECRET_LITERAL,
   * CORDON_POLICY_ENGINE_SETTING_REFUSED; when the app is synthesized the other CORDON_PROTECT_ codes
   */
  protect(
    api: Apigatewayv2Api | ApiGatewayRestApi,
    options: ProtectOptions = {},
  ): HttpApiProtection | RestApiProtection {
    if (api.node.tryFindChild(PROTECTION_ID) !== undefined)
      throw new CordonError([twiceProblem(api.node.path)]);
    const { trustedOrigin } = options;
    const hashes = trustedOrigin === undefined ? [] : originSecretHashes(trustedOrigin, api.node.path);
    if (trustedOrigin !== undefined) this.#trust(trustedOrigin, hashes);
    const engine = this.#forApi();
    return api instanceof ApiGatewayRestApi
      ? new RestApiProtection(api, PROTECTION_ID, engine, options)
      : new HttpApiProtection(api, PROTECTION_ID, engine, options);
  }

  get #logRetentionDays(): number {
    return this.#props.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS;
  }

  #forApi(): ProtectingEngine {
    this.#protected += 1;
    const routes = Object.values(this.#props.routes ?? {});
    return {
      functionName: this.function.functionName,
      invokeArn: this.function.invokeArn,
      policies: this.policies,
      // A request of a route that is not listed is about its path.
      resourceDependsOnPath: routes.length === 0 || routes.some(({ resource }) => resource.includes("{")),
      apiLogGroupName: `/cordon/${this.#name}/api-${this.#protected}`,
      keyArn: this.key.keyArn,
      logRetentionDays: this.#logRetentionDays,
      tags: this.#props.tags ?? {},
    };
  }

  #trust({ header = "x-origin-verify" }: TrustedOriginProps, hashes: readonly string[]): void {
    const [known] = this.#origins;
    if (known !== undefined && known.header !== header) {
      this.#refuse(
        "trustedOrigin.header",
        header,
        `${quote(known.header)}, as the other APIs of this policy engine have it`,
      );
    }
    this.#origins.push({ header, hashes });
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

  #nameOf(given: string | undefined): string {
    if (given === undefined) {
      const path = this.node.path.replace(/[^A-Za-z0-9-]+/g, "-");
      // The address keeps names apart that are equal after this.
      return `${path.slice(0, LONGEST_NAME - 9)}-${this.node.addr.slice(-8)}`;
    }
    if (!/^[A-Za-z0-9-]{1,32}$/.test(given))
      this.#refuse("name", given, '1 to 32 letters, digits and "-", as a literal');
    return given;
  }

  #refuse(setting: string, got: unknown, allowed: string): never {
    throw new CordonError([
      {
        code: "CORDON_POLICY_ENGINE_SETTING_REFUSED",
        summary: `the policy engine cannot have this ${setting}`,
        got: quote(got),
        allowed,
        fix: `correct ${setting}`,
        where: this.node.path,
      },
    ]);
  }
}
