import { randomBytes, randomUUID } from "node:crypto";
import { keyClient } from "../../../adapters/aws/clients/clients.js";
import { dynamoDbIdentityStore } from "../../../adapters/aws/identity-store/dynamodb-identity-store.js";
import { dynamoDbRegistry } from "../../../adapters/aws/registry/dynamodb-registry.js";
import { registryClient } from "../../../adapters/aws/registry/registry-client.js";
import { kmsSealer } from "../../../adapters/aws/sealer/kms-sealer.js";
import { accessLogLine, accessLogRecord } from "../../../core/detection/access-log-record.js";
import { compile } from "../../../core/policy/engine/compile.js";
import type { AuthenticatorPorts } from "../../../services/authenticator/ports.js";
import { report } from "../report.js";

/** What both functions of the authenticator are told of where things lie. */
export interface IdentityPlaces {
  readonly identityTable: string;
  readonly subjectTable: string;
  readonly deviceTable: string;
  readonly sealingKey: string;
}

/** The clients of AWS that both functions ask. */
export interface IdentityClients {
  readonly database: Parameters<typeof dynamoDbIdentityStore>[0];
  readonly keys: Parameters<typeof kmsSealer>[0];
}

/** Clients that give up early: somebody waits for the answer. */
export function identityClients(): IdentityClients {
  return { database: registryClient(), keys: keyClient() };
}

/** Whether a subject may be here is asked, not what it may do: of its access policies nothing is compiled. */
const NO_POLICIES = compile([]);

/** The ports that both functions have, on AWS. */
export function commonPorts(
  { identityTable, subjectTable, deviceTable, sealingKey }: IdentityPlaces,
  { database, keys }: IdentityClients,
): Omit<AuthenticatorPorts, "hasher" | "signer" | "qrCode" | "tell"> {
  const registryTables = { subjects: subjectTable, devices: deviceTable };
  return {
    store: dynamoDbIdentityStore(database, { identity: identityTable, ...registryTables }),
    sealer: kmsSealer(keys, sealingKey),
    registry: dynamoDbRegistry(database, registryTables, {
      subjectPolicies: () => NO_POLICIES,
      grantPolicies: () => NO_POLICIES,
    }),
    now: Date.now,
    random: (bytes) => Uint8Array.from(randomBytes(bytes)),
    newEventId: randomUUID,
    log: (facts) => process.stdout.write(accessLogLine(accessLogRecord(facts))),
    report,
  };
}
