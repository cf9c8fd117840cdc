import { Construct } from "constructs";
import {
  AUTHENTICATOR,
  AUTHENTICATOR_OPERATOR,
  OPERATOR_PARTITIONS,
  SEALED_PURPOSES,
  SIGNING_KEY,
  WRITTEN_SUBJECT_ATTRIBUTES,
  WRITTEN_SUBJECTS,
} from "../../core/contracts/authenticator.js";
import type { DeployedFunction } from "../function/deployed-function.js";
import { NodejsFunction } from "../function/nodejs-function.js";
import type { EncryptionKey } from "../guardrails/encryption-key.js";
import { variable } from "../policy/issuer-environment.js";
import type { AuthenticatorProps } from "./authenticator-props.js";
import type { IdentityStorage } from "./identity-storage.js";

/** A vCPU of one's own (AWS Lambda Developer Guide, "Configure Lambda function memory"): a sign-in hashes a password. */
const DEFAULT_MEMORY_MEGABYTES = 1769;

/** What the functions work on. */
export interface IdentityFunctionsProps
  extends Pick<AuthenticatorProps, "audiences" | "function" | "log" | "relyingParty"> {
  readonly name: string;
  readonly key: EncryptionKey;
  readonly storage: IdentityStorage;
  readonly noticeTopic: string;
  readonly origins: readonly string[];
  /** Origins under which the API is reached besides the issuer. */
  readonly addresses: readonly string[];
  /** The registry of the policy engine; all of it may be known later. */
  readonly registry: {
    readonly subjectTable: string;
    readonly subjectTableArn: string;
    readonly deviceTable: string;
    readonly deviceTableArn: string;
    readonly keyArn: string;
  };
  /** Files of the archive of the function for everybody, by name, and the variables that name them. */
  readonly files: Readonly<Record<string, string>>;
  readonly fileVariables: { readonly transmittersFile?: string; readonly authorizePageFile?: string };
  readonly logRetentionDays: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** The two functions, each with a role of its own: one for everybody, which signs; one for operators, which makes keys. */
export class IdentityFunctions extends Construct {
  readonly everybody: DeployedFunction;
  readonly operators: DeployedFunction;

  get both() {
    return { everybody: this.everybody, operators: this.operators };
  }

  constructor(scope: Construct, id: string, props: IdentityFunctionsProps) {
    super(scope, id);
    const { name, registry, storage } = props;
    const common = {
      memoryMegabytes: DEFAULT_MEMORY_MEGABYTES,
      ...props.function,
      key: props.key,
      ...(props.log === undefined ? {} : { logGroup: props.log.logGroup }),
      logRetentionDays: props.logRetentionDays,
      tags: props.tags,
    };
    const environment = {
      identityTable: storage.people.name,
      subjectTable: registry.subjectTable,
      deviceTable: registry.deviceTable,
      origins: props.origins.join(","),
      sealingKey: storage.sealingKey.keyArn,
    };
    const resources = {
      table: [storage.people.arn],
      readSubjects: [registry.subjectTableArn, registry.deviceTableArn],
      writeSubjects: [registry.subjectTableArn],
      writeDevices: [registry.deviceTableArn],
      seal: [storage.sealingKey.keyArn],
      encryptionKey: [props.key.keyArn, registry.keyArn],
    };
    const seals = (purposes: readonly string[]) => ({
      StringEquals: { "kms:EncryptionContext:purpose": purposes },
    });
    this.everybody = new NodejsFunction(this, "everybody", {
      ...common,
      contract: AUTHENTICATOR,
      functionName: `${name}-authenticator`,
      environment: {
        ...environment,
        relyingPartyId: props.relyingParty.id,
        relyingPartyName: props.relyingParty.name,
        firstSigningKey: storage.signingKey.arn,
        noticeTopic: props.noticeTopic,
        ...variable("addresses", props.addresses.join(",") || undefined),
        ...variable("audiences", (props.audiences ?? []).join(",") || undefined),
        ...props.fileVariables,
      },
      resources: { ...resources, notices: [props.noticeTopic] },
      conditions: { writeSubjects: WRITES, seal: seals(SEALED_PURPOSES.person) },
      files: props.files,
    });
    this.operators = new NodejsFunction(this, "operators", {
      ...common,
      // Operators are few; what people need is theirs.
      reservedConcurrency: AUTHENTICATOR_OPERATOR.reservedConcurrency,
      contract: AUTHENTICATOR_OPERATOR,
      functionName: `${name}-operator`,
      environment: {
        ...environment,
        identityName: name,
        signerRole: this.everybody.role.arn,
      },
      resources: { ...resources, makeKeys: ["*"] },
      conditions: {
        table: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": OPERATOR_PARTITIONS } },
        writeSubjects: WRITES,
        seal: seals(SEALED_PURPOSES.operator),
        makeKeys: {
          StringEquals: { "kms:KeySpec": SIGNING_KEY.keySpec, "kms:KeyUsage": SIGNING_KEY.keyUsage },
        },
      },
    });
  }
}

/** Risk and revocation of people and sessions: never an access policy of anybody, and never the bundle of policies. */
const WRITES = {
  "ForAllValues:StringLike": { "dynamodb:LeadingKeys": WRITTEN_SUBJECTS },
  "ForAllValues:StringEquals": { "dynamodb:Attributes": WRITTEN_SUBJECT_ATTRIBUTES },
} as const;
