import { randomUUID } from "node:crypto";
import { signEvent } from "../../../adapters/aws/broker-client/sign-event.js";

/** What somebody asks a function, before it is signed. */
export interface Asked {
  readonly verb: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly clientToken: string;
}

/** Who signs, when and for what. */
export interface Signing {
  readonly functionArn: string;
  readonly at: Date;
  readonly region?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
}

/** The event that a client sends: as the command signs it. */
export function signedEvent(asked: Asked, signing: Signing) {
  const {
    functionArn,
    region = "eu-central-1",
    accessKeyId = "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey = "secret",
  } = signing;
  const credentials = { accessKeyId, secretAccessKey };
  return signEvent(asked, { region, functionArn, credentials, now: signing.at, nonce: randomUUID() });
}
