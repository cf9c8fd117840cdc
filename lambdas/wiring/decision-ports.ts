import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { type BundleReader, policySource } from "../../adapters/aws/policy-bundle/policy-bundle.js";
import { type S3BundleOptions, s3BundleReader } from "../../adapters/aws/policy-bundle/s3-bundle.js";
import { dynamoDbRegistry } from "../../adapters/aws/registry/dynamodb-registry.js";
import { registryClient } from "../../adapters/aws/registry/registry-client.js";
import { grantPolicyCompiler } from "../../adapters/files/grant-policies.js";
import { subjectPolicyCompiler } from "../../adapters/files/policy-file.js";
import type { RequestableEntitlement } from "../../core/access/requestable-entitlement.js";
import type { Environment, LambdaContract } from "../../core/contracts/contract.js";
import type { DECISION_ENVIRONMENT } from "../../core/contracts/policy-engine.js";
import { decideAccess } from "../../services/policy-engine/decide-access.js";
import type { DecisionPorts } from "../../services/policy-engine/ports.js";
import { denied } from "../../services/policy-engine/reasons.js";
import {
  type RequestableAccess,
  requestableAccess,
} from "../../services/policy-engine/requestable-access.js";
import { archivePath, type ProcessEnvironment } from "./process-environment.js";
import { report } from "./report.js";

/** The variables that all functions have that decide. */
export type DecisionEnvironment = Environment<
  LambdaContract & { readonly environment: typeof DECISION_ENVIRONMENT }
>;

/** Time that a function which refuses everything may take, in milliseconds. */
export const REFUSAL_DEADLINE = 1000;

/** What every decision needs, on AWS. */
export function decisionPorts(environment: DecisionEnvironment, env: ProcessEnvironment): DecisionPorts {
  const client = registryClient();
  const tables = {
    devices: environment.deviceTable,
    subjects: environment.subjectTable,
    grants: environment.grantTable,
  };
  const readBundle = bundleReader(environment, client.config.credentials, env);
  return portsWith(
    decideAccess(
      {
        registry: dynamoDbRegistry(client, tables, {
          subjectPolicies: subjectPolicyCompiler(),
          grantPolicies: grantPolicyCompiler(),
        }),
        policies: policySource(readBundle, environment.policyHash),
        requestable: requestableOf(environment, env),
      },
      environment.postureMaximumAgeSeconds,
      environment.subjectPolicies === "allow",
    ),
  );
}

/** The entitlements of the archive, which were checked when it was made. */
function requestableOf(
  { entitlementsFile }: DecisionEnvironment,
  env: ProcessEnvironment,
): RequestableAccess | undefined {
  if (entitlementsFile === undefined) return undefined;
  const text = readFileSync(archivePath(entitlementsFile, env), "utf8");
  return requestableAccess((JSON.parse(text) as { entitlements: RequestableEntitlement[] }).entitlements);
}

/** For a function whose environment cannot be used: it can deny and write records, and nothing else. */
export function refusingPorts(): DecisionPorts {
  return portsWith(async () => denied("configuration_invalid"));
}

function portsWith(decide: DecisionPorts["decide"]): DecisionPorts {
  return {
    now: Date.now,
    newEventId: randomUUID,
    decide,
    log: (line) => process.stdout.write(line),
    report,
  };
}

function bundleReader(
  { policyLocation }: DecisionEnvironment,
  credentials: S3BundleOptions["credentials"],
  env: ProcessEnvironment,
): BundleReader {
  if (policyLocation.kind === "file") {
    const path = archivePath(policyLocation.path, env);
    return () => readFile(path);
  }
  return s3BundleReader({
    bucket: policyLocation.bucket,
    prefix: policyLocation.prefix,
    region: env["AWS_REGION"] ?? "",
    credentials,
    endpoint: env["AWS_ENDPOINT_URL_S3"] ?? env["AWS_ENDPOINT_URL"],
  });
}
