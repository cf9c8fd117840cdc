import { Lazy, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { RELYING_PARTY_ID } from "../../core/contracts/authenticator.js";
import { CordonError, quote } from "../../core/errors.js";
import { checkOptions } from "../../core/options/check-options.js";
import { text } from "../../core/options/kinds.js";
import type { DeployedFunction } from "../function/deployed-function.js";
import { Account } from "../guardrails/account.js";
import { EncryptionKey, logGroupsKeyUser } from "../guardrails/encryption-key.js";
import { type BelievingEngine, whenBelieved } from "../policy/believed-issuer.js";
import type { PolicyEngine } from "../policy/policy-engine.js";
import type { IssuerProps } from "../policy/policy-engine-props.js";
import { SettleAtSynthesis } from "../policy/settle-at-synthesis.js";
import { checkArgument, checkConstruct } from "../settings/check-construct.js";
import { nameFromPath } from "../settings/name-from-path.js";
import { treeAround } from "../settings/tree-around.js";
import { AUTHENTICATOR_OPTIONS, INFORMED } from "./authenticator-options.js";
import type { AuthenticatorProps } from "./authenticator-props.js";
import type { AuthenticatorProblem } from "./error-codes.js";
import { IdentityAlarms } from "./identity-alarms.js";
import { type IdentityApi, IdentityHttpApi, operatorArn } from "./identity-api.js";
import { IdentityDomain } from "./identity-domain.js";
import { IdentityFunctions } from "./identity-functions.js";
import { IdentityNotices } from "./identity-notices.js";
import { IdentityRestApi } from "./identity-rest-api.js";
import { IdentityStorage } from "./identity-storage.js";
import { originsOf, placeProblems } from "./relying-party.js";
import { takenFiles } from "./taken-files.js";

const DEFAULT_THROTTLE = { rate: 50, burst: 100 };
const DEFAULT_UNKNOWN_NAME_SPIKE = 20;
const DEFAULT_FAILURE_SPIKE = 50;
/** A year for yearly reviews, and a month to do them in. */
const DEFAULT_LOG_RETENTION_DAYS = 400;
const LONGEST_NAME = 32;
/** What a value is before the engine is known; no synthesis ends with it. */
const UNKNOWN = "unknown";

/**
 * The authenticator: signs people in by passkeys, or by passwords and TOTP, and issues the tokens that a policy engine
 * believes; what it learns of people, sessions and devices it writes into that engine's registry, so that it counts with
 * the next request.
 */
export class Authenticator extends Construct {
  /**
   * What a policy engine takes as its issuer. The engine that takes this very object becomes the one that the
   * authenticator informs.
   */
  readonly issuer: IssuerProps;
  readonly api: IdentityApi;
  /** The domain, where there is one; its `target` is what its record has to point to. */
  readonly domain: IdentityDomain | undefined;
  readonly storage: IdentityStorage;
  readonly notices: IdentityNotices;
  /** Answers everybody but operators. */
  readonly function: DeployedFunction;
  readonly operatorFunction: DeployedFunction;
  /** ARN of the calls of operators, for `execute-api:Invoke` in the policies of those who may make them. */
  readonly operatorArn: string;
  /** Encrypts the table, the topics, the logs and the environment of the functions. */
  readonly key: EncryptionKey;
  #engine: BelievingEngine | undefined;

  /** The issuer of the authenticator of a domain, for a policy engine that is declared before it. */
  static issuerOf(domain: string): IssuerProps {
    checkOptions(domain, {
      subject: INFORMED.subject,
      code: INFORMED.code,
      kind: text(RELYING_PARTY_ID),
      argument: "domain",
      where: () => "Authenticator.issuerOf",
    });
    return issuerProps(`https://${domain}`);
  }

  /** @throws CordonError the codes of AUTHENTICATOR_ERROR_CODES, and those of NodejsFunction */
  constructor(scope: Construct, id: string, props: AuthenticatorProps) {
    checkConstruct(scope, id, props, AUTHENTICATOR_OPTIONS);
    super(scope, id);
    const around = treeAround(this);
    try {
      const problems = placeProblems(props, this.node.path);
      if (problems.length > 0) throw new CordonError(problems);
      const taken = takenFiles(props, this.node.path);
      const name =
        props.name ?? nameFromPath(this, { longest: LONGEST_NAME, characters: "letters, digits and -" });
      const tags = { ...props.tags };
      const origins = originsOf(props);
      const logRetentionDays = props.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS;
      this.key = new EncryptionKey(this, "key", {
        description: `Encrypts people, notices and logs of ${name}`,
        users: [
          logGroupsKeyUser(this, `/aws/lambda/${name}-*`, `/cordon/${name}/*`),
          {
            sid: "Alarms",
            service: "cloudwatch.amazonaws.com",
            condition: { StringEquals: { "aws:SourceAccount": Account.of(this).accountId } },
          },
        ],
        tags,
      });
      const common = { name, tags, logRetentionDays, key: this.key, keyArn: this.key.keyArn };
      this.storage = new IdentityStorage(this, "storage", {
        ...common,
        deletionProtection: props.deletionProtection ?? true,
        signer: Lazy.stringValue({ produce: () => this.function.role.arn }),
      });
      this.notices = new IdentityNotices(this, "notices", common);
      const functions = new IdentityFunctions(this, "functions", {
        ...common,
        ...taken,
        relyingParty: props.relyingParty,
        storage: this.storage,
        noticeTopic: this.notices.people.arn,
        origins,
        addresses: props.domain === undefined ? [Lazy.stringValue({ produce: () => this.api.address })] : [],
        registry: {
          subjectTable: this.#ofEngine(({ tables }) => tables.subjects.name),
          subjectTableArn: this.#ofEngine(({ tables }) => tables.subjects.arn),
          deviceTable: this.#ofEngine(({ tables }) => tables.devices.name),
          deviceTableArn: this.#ofEngine(({ tables }) => tables.devices.arn),
          keyArn: this.#ofEngine(({ key }) => key.keyArn),
        },
        ...(props.audiences === undefined ? {} : { audiences: props.audiences }),
        ...(props.function === undefined ? {} : { function: props.function }),
        ...(props.log === undefined ? {} : { log: props.log }),
      });
      this.function = functions.everybody;
      this.operatorFunction = functions.operators;
      const before = {
        ...common,
        ...functions.both,
        throttle: props.throttle ?? DEFAULT_THROTTLE,
        hasDomain: props.domain !== undefined,
      };
      this.api =
        props.webAclArn === undefined
          ? new IdentityHttpApi(this, "api", before)
          : new IdentityRestApi(this, "api", { ...before, webAclArn: props.webAclArn });
      this.operatorArn = operatorArn(this.api);
      this.domain =
        props.domain === undefined
          ? undefined
          : new IdentityDomain(this, "domain", {
              domain: props.domain,
              certificateArn: props.certificateArn,
              hostedZoneId: props.hostedZoneId,
              api: this.api,
              tags,
            });
      new IdentityAlarms(this, "alarms", {
        name,
        ...functions.both,
        api: this.api,
        unknownNameSpike: props.unknownNameSpike ?? DEFAULT_UNKNOWN_NAME_SPIKE,
        failureSpike: props.failureSpike ?? DEFAULT_FAILURE_SPIKE,
        actions: [this.notices.alarms.arn, ...(props.alarmActions ?? [])],
        tags,
      });
      const [issuer = ""] = origins;
      const keySetUrl = `${this.api.endpoint}/.well-known/jwks.json`;
      this.issuer = issuerProps(issuer, props.domain === undefined ? { keySetUrl } : {});
      whenBelieved(this.issuer, (engine) => this.#informs(engine));
      if (props.engine !== undefined) this.inform(props.engine);
      new SettleAtSynthesis(this, "settle", () => this.#settle());
    } catch (error) {
      around.restore();
      throw error;
    }
  }

  /**
   * Names the policy engine that believes this authenticator, where neither `engine` nor `issuer` did: sessions, devices
   * and risks go into its registry.
   *
   * @throws CordonError CORDON_AUTHENTICATOR_ENGINE_TWICE, CORDON_AUTHENTICATOR_SETTING_REFUSED for an engine that believes
   * somebody else
   */
  inform(engine: PolicyEngine): void {
    checkArgument(this, "engine", engine, INFORMED);
    if (engine.issuer.issuer !== this.issuer.issuer) {
      throw new CordonError([
        {
          code: "CORDON_AUTHENTICATOR_SETTING_REFUSED",
          summary: "the policy engine believes another issuer, character by character",
          got: quote(engine.issuer.issuer),
          allowed: quote(this.issuer.issuer),
          fix: "give the engine `issuer` of the authenticator, or `Authenticator.issuerOf(domain)`",
          where: engine.node.path,
        },
      ]);
    }
    this.#informs(engine);
  }

  #informs(engine: BelievingEngine): void {
    if (this.domain === undefined && TerraformStack.of(engine) !== TerraformStack.of(this)) {
      throw new CordonError([
        {
          code: "CORDON_AUTHENTICATOR_DOMAIN_MISSING",
          summary:
            "without a domain the engine asks the authenticator's API for its keys, and the authenticator writes the engine's registry: two stacks would wait for each other",
          got: `${quote(this.node.path)} without a domain, believed by ${quote(engine.node.path)} of another stack`,
          allowed: "a domain, or both in one stack",
          fix: "set domain",
          where: this.node.path,
        },
      ]);
    }
    if (this.#engine !== undefined && this.#engine !== engine) {
      throw new CordonError([
        {
          code: "CORDON_AUTHENTICATOR_ENGINE_TWICE",
          summary: "the authenticator writes one registry, so a sign-out would not reach a second engine",
          got: `${quote(this.#engine.node.path)} and ${quote(engine.node.path)}`,
          allowed: "one policy engine, which may protect any number of APIs",
          fix: "let one engine protect both APIs",
          where: this.node.path,
        },
      ]);
    }
    this.#engine = engine;
  }

  /**
   * Asked once: between stacks CDKTF remembers by the very token what it stands for in the other one, and each look at an
   * attribute makes a new token.
   */
  #ofEngine(what: (engine: BelievingEngine) => string): string {
    let known: string | undefined;
    return Lazy.stringValue({
      produce: () => {
        if (this.#engine === undefined) return UNKNOWN;
        known ??= what(this.#engine);
        return known;
      },
    });
  }

  #settle(): AuthenticatorProblem[] {
    if (this.#engine !== undefined) return [];
    return [
      {
        code: "CORDON_AUTHENTICATOR_ENGINE_MISSING",
        summary:
          "no policy engine believes the authenticator, so its tokens open nothing and it has no registry",
        got: "no engine",
        allowed: "a PolicyEngine of the app with the authenticator's issuer",
        fix: "write issuer: identity.issuer at the engine, or engine at the authenticator",
        where: this.node.path,
      },
    ];
  }
}

/** Its tokens as a policy engine has to take them. */
function issuerProps(issuer: string, more: Pick<IssuerProps, "keySetUrl"> = {}): IssuerProps {
  return { issuer, audience: [issuer], algorithms: ["ES256"], ...more };
}
