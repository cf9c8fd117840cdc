import { readFile } from "node:fs/promises";
import {
  databaseClient,
  functionClient,
  identityStoreClient,
  noticeClient,
} from "../../../adapters/aws/clients/clients.js";
import { awsClock } from "../../../adapters/aws/clock/aws-clock.js";
import { entitlementSource } from "../../../adapters/aws/entitlement-file/entitlement-source.js";
import { dynamoDbGrantStore } from "../../../adapters/aws/grant-store/dynamodb-grant-store.js";
import {
  identityCenterGroups,
  type StoredGroups,
} from "../../../adapters/aws/identity-center-groups/identity-center-groups.js";
import { snsNotifier } from "../../../adapters/aws/notifier/sns-notifier.js";
import { s3BundleReader } from "../../../adapters/aws/policy-bundle/s3-bundle.js";
import { lambdaProvisioner } from "../../../adapters/aws/provisioner/lambda-provisioner.js";
import { dynamoDbFlags } from "../../../adapters/aws/subject-flags/dynamodb-flags.js";
import { ulid } from "../../../core/access/ulid.js";
import type { ACCESS_REPORT, ACCESS_REQUEST } from "../../../core/contracts/access-broker.js";
import type { Environment } from "../../../core/contracts/contract.js";
import { archivePath, type ProcessEnvironment } from "../process-environment.js";

/** What every function of the broker has in its environment. */
export type AccessEnvironment = Pick<
  Environment<typeof ACCESS_REPORT>,
  | "account"
  | "brokerName"
  | "entitlementHash"
  | "entitlementLocation"
  | "grantTable"
  | "identityStore"
  | "identityStoreRegion"
  | "identityStoreRole"
>;

/** The ledger, the entitlements and the clock: what every function of the broker stands on. */
export function accessWorld(environment: AccessEnvironment, env: ProcessEnvironment) {
  const database = databaseClient();
  const location = environment.entitlementLocation;
  const read =
    location.kind === "file"
      ? () => readFile(archivePath(location.path, env))
      : s3BundleReader({ ...location, ...s3Of(database, env) });
  return {
    database,
    store: dynamoDbGrantStore(database, environment.grantTable),
    entitlements: entitlementSource(read, environment.entitlementHash),
    clock: awsClock(database, environment.grantTable),
    storedGroups: storedGroupsOf(environment),
    newId: () => ulid(Date.now(), crypto.getRandomValues(new Uint8Array(16))),
    wait: waitWithJitter,
  };
}

/** Groups of the identity store, where there is one. */
function storedGroupsOf({
  identityStore,
  identityStoreRegion,
  identityStoreRole,
}: AccessEnvironment): StoredGroups | undefined {
  if (identityStore === undefined) return undefined;
  const client = identityStoreClient(identityStoreRegion, identityStoreRole);
  return identityCenterGroups(client, { identityStoreId: identityStore, now: Date.now });
}

/** Waits, and up to half as long again, so that functions that failed together do not try again together. */
export function waitWithJitter(milliseconds: number): Promise<void> {
  const jittered = milliseconds * (1 + Math.random() / 2);
  return new Promise((resolve) => setTimeout(resolve, jittered));
}

/** Where S3 is, and who asks. */
export function s3Of(database: ReturnType<typeof databaseClient>, env: ProcessEnvironment) {
  return {
    region: env["AWS_REGION"] ?? "",
    credentials: database.config.credentials,
    endpoint: env["AWS_ENDPOINT_URL_S3"] ?? env["AWS_ENDPOINT_URL"],
  };
}

/** What the functions have that people ask: notices, findings, and whoever provisions. */
export function askedWorld(
  environment: Omit<Environment<typeof ACCESS_REQUEST>, "sweepFunctionArn">,
  env: ProcessEnvironment,
) {
  const world = accessWorld(environment, env);
  const lambda = functionClient();
  return {
    ...world,
    lambda,
    notifier: notifierOf(environment),
    subjects: dynamoDbFlags(world.database, environment.subjectTable),
    provisioner: lambdaProvisioner(lambda, environment.provisionFunction),
  };
}

/** Notices by the broker's two topics. */
export function notifierOf({
  approverTopic,
  watcherTopic,
}: Pick<Environment<typeof ACCESS_REQUEST>, "approverTopic" | "watcherTopic">) {
  return snsNotifier(noticeClient(), { approvers: approverTopic, watchers: watcherTopic });
}
