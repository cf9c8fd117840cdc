import type { SecurityGroupRule } from "../../core/access/flow-rules.js";
import type { PolicyDocument } from "../../core/iam/render-document.js";
import type { AccessPolicy } from "../../core/policy/language/policy.js";

/** All that the fake AWS knows: the content of `iam.json`. */
export interface AwsState {
  readonly roles: Record<string, AwsRole>;
  readonly policies: Record<string, AwsPolicy>;
  readonly schedules: Record<string, { readonly at: string; readonly grant: string }>;
  /** Rules of security groups, by id. @default - none */
  readonly rules?: Record<string, AwsRule>;
  /** Access policies of subjects. @default - none */
  readonly rows?: Record<string, Record<string, AccessPolicy>>;
  /** Subjects on which a critical finding is open. @default - none */
  readonly criticalFindings?: readonly string[];
}

export interface AwsRole {
  /** ARNs of policies. */
  readonly attached: readonly string[];
  readonly boundary?: string;
}

export interface AwsPolicy {
  readonly name: string;
  readonly path: string;
  readonly createdAt: string;
  readonly document: PolicyDocument;
  readonly tags: Readonly<Record<string, string>>;
  /** Versions beside the default one. @default - none */
  readonly otherVersions?: readonly string[];
}

export interface AwsRule {
  readonly rule: SecurityGroupRule;
  readonly tags: Readonly<Record<string, string>>;
}

/** An account in which nothing was done yet. */
export const EMPTY_AWS: AwsState = { roles: {}, policies: {}, schedules: {} };

/** Where the state stands. */
export interface AwsHolder {
  /** The state as a read sees it, which may be late. */
  read(): AwsState;
  /** Changes it, with nobody in between. What `change` throws changes nothing. */
  update<T>(change: (state: AwsState) => { readonly state: AwsState; readonly result: T }): T;
}

/** Holds the state in memory; reads may lag behind writes, as those of IAM do. */
export class MemoryAws implements AwsHolder {
  #states: readonly { readonly at: number; readonly state: AwsState }[];
  readonly #now: () => number;
  readonly #lag: number;

  /** @param lag milliseconds by which reads are late */
  constructor(now: () => number = () => 0, lag = 0, state: AwsState = EMPTY_AWS) {
    this.#states = [{ at: Number.NEGATIVE_INFINITY, state }];
    this.#now = now;
    this.#lag = lag;
  }

  get current(): AwsState {
    return this.#states.at(-1)?.state ?? EMPTY_AWS;
  }

  read(): AwsState {
    const seen = this.#now() - this.#lag;
    return this.#states.findLast(({ at }) => at <= seen)?.state ?? EMPTY_AWS;
  }

  update<T>(change: (state: AwsState) => { readonly state: AwsState; readonly result: T }): T {
    const { state, result } = change(this.current);
    this.#states = [...this.#states, { at: this.#now(), state }];
    return result;
  }
}
