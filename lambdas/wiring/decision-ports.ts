import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type BundleReader, policySource } from "../../adapters/aws/policy-bundle/policy-bundle.js";
import { s3BundleReader } from "../../adapters/aws/policy-bundle/s3-bundle.js";
import { dynamoDbRegistry } from "../../adapters/aws/registry/dynamodb-registry.js";
import { subjectPolicyCompiler } from "../../adapters/files/policy-file.js";
import type { Environment, LambdaContract } from "../../core/contracts/contract.js";
import type { DECISION_ENVIRONMENT } from "../../core/contracts/policy-engine.js";
import { maskSecrets } from "../../core/detection/mask.js";
import { decideAccess } from "../../services/policy-engine/decide-access.js";
import type { PolicyEnginePorts } from "../../services/policy-engine/ports.js";
import { denied } from "../../services/policy-engine/reasons.js";

/** The variables of the process. */
export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/** The variables that all functions have that decide. */
export type DecisionEnvironment = Environment<
  LambdaContract & { readonly environment: typeof DECISION_ENVIRONMENT }
>;

/** Everything but the keys of tokens, on AWS. */
export function decisionPorts(
  environment: DecisionEnvironment,
  env: ProcessEnvironment,
): Omit<PolicyEnginePorts, "keys"> {
  const client = new DynamoDBClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 500, requestTimeout: 1000, throwOnRequestTimeout: true },
  });
  const tables = { devices: environment.deviceTable, subjects: environment.subjectTable };
  return {
    now: Date.now,
    newEventId: randomUUID,
    decide: decideAccess(
      {
        registry: dynamoDbRegistry(client, tables, subjectPolicyCompiler()),
        policies: policySource(bundleReader(environment, client, env), environment.policyHash),
      },
      environment.postureMaximumAgeSeconds,
    ),
    log: (line) => process.stdout.write(line),
    report,
  };
}

/** For a function whose environment cannot be used: it can deny and write records, and nothing else. */
export function refusingPorts(): Omit<PolicyEnginePorts, "keys"> {
  return {
    now: Date.now,
    newEventId: randomUUID,
    decide: async () => denied("configuration_invalid"),
    log: (line) => process.stdout.write(line),
    report,
  };
}

/** Writes what went wrong to the function's log, which is not the access log: without a level that is a record's. */
export function report(defect: unknown): void {
  const message = defect instanceof Error ? `${defect.name}: ${defect.message}` : String(defect);
  process.stderr.write(
    `${JSON.stringify({ level: "ERROR", message: maskSecrets(message).slice(0, 2000) })}\n`,
  );
}

/** A file of the archive, whose folder Lambda names. */
export function archivePath(name: string, env: ProcessEnvironment): string {
  return join(env["LAMBDA_TASK_ROOT"] ?? process.cwd(), name);
}

function bundleReader(
  { policyLocation }: DecisionEnvironment,
  client: DynamoDBClient,
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
    credentials: client.config.credentials,
    endpoint: env["AWS_ENDPOINT_URL_S3"] ?? env["AWS_ENDPOINT_URL"],
  });
}
