import type { Construct } from "constructs";
import type { EncryptionKey } from "../guardrails/encryption-key.js";
import type { IssuerProps } from "./policy-engine-props.js";
import type { PolicyTables } from "./policy-tables.js";

/** A policy engine with the registry that it reads. */
export interface BelievingEngine extends Construct {
  readonly issuer: IssuerProps;
  readonly tables: PolicyTables;
  readonly key: EncryptionKey;
}

/** Told of the policy engine that takes an issuer; it throws where that engine may not. */
export type BelievedBy = (engine: BelievingEngine) => void;

const TOLD = new WeakMap<IssuerProps, BelievedBy>();

/**
 * Has somebody told which policy engine takes these very props as its issuer.
 *
 * An authenticator writes what it learns into the registry of the engine that believes it, and the engine needs the
 * issuer that the authenticator is: each would have to be there before the other. Whichever comes second closes the
 * circle.
 */
export function whenBelieved(issuer: IssuerProps, told: BelievedBy): void {
  TOLD.set(issuer, told);
}

/** Tells whoever stands behind the issuer that the engine believes it. */
export function believes(engine: BelievingEngine, issuer: IssuerProps): void {
  TOLD.get(issuer)?.(engine);
}
