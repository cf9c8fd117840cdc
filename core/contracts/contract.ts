import type { Variable } from "./variable.js";

/** IAM actions on one kind of resource. The ARNs come from the construct, the actions from here alone. */
export interface Permission {
  /** Exact action names, without wildcards. */
  readonly actions: readonly `${Lowercase<string>}:${string}`[];
  /** What the resource is, for people and for error messages: "the device registry". */
  readonly resource: string;
  /**
   * Whether the function can do without, so that the construct may name no resource.
   * @default false
   */
  readonly optional?: true;
  /**
   * Condition keys without which the permission would be too wide; the construct must bind each of them.
   * @default - the resources alone bound it
   */
  readonly boundBy?: readonly string[];
}

/**
 * All that a Lambda and the construct that deploys it must agree on, said once.
 *
 * The handler reads its environment with `parseEnvironment`; the construct renders the same variables with
 * `renderEnvironment` and makes the role's policy from `permissions`.
 */
export interface LambdaContract {
  /** The folder below `lambdas/`, and below `dist/lambda/` in the package. */
  readonly name: string;
  readonly description: string;
  /** Variables by the name that code uses. */
  readonly environment: Readonly<Record<string, Variable>>;
  readonly permissions: Readonly<Record<string, Permission>>;
  /** Whether a caller waits for the answer; without one, events that fail for good go to a dead-letter queue. */
  readonly invocation: "synchronous" | "asynchronous";
  readonly timeoutSeconds: number;
  /** Invocations at a time: kept free for this function, and at the same time its limit. */
  readonly reservedConcurrency: number;
  /** Largest bundle, in KiB, because its size is start-up time. */
  readonly bundleKibibytes: number;
}

type ValueOf<V> =
  V extends Variable<infer T> ? (V["presence"] extends "optional" ? T | undefined : T) : never;

/** The parsed environment of a function: values by the names of its contract. */
export type Environment<C extends LambdaContract> = {
  readonly [Key in keyof C["environment"]]: ValueOf<C["environment"][Key]>;
};

type RequiredKeys<C extends LambdaContract> = {
  [Key in keyof C["environment"]]: C["environment"][Key]["presence"] extends "required" ? Key : never;
}[keyof C["environment"]];

/** A condition of a permission, as IAM writes it. */
export type PermissionCondition = Readonly<
  Record<string, Readonly<Record<string, string | readonly string[]>>>
>;

/** The conditions that bound the permissions of a contract, by permission. */
export type PermissionConditions<C extends LambdaContract> = {
  readonly [Key in keyof C["permissions"]]?: PermissionCondition;
};

/** What a construct sets: texts, or tokens for what AWS decides at deployment. */
export type EnvironmentSource<C extends LambdaContract> = {
  readonly [Key in RequiredKeys<C>]: string;
} & {
  readonly [Key in Exclude<keyof C["environment"], RequiredKeys<C>>]?: string;
};

type OptionalPermissions<C extends LambdaContract> = {
  [Key in keyof C["permissions"]]: C["permissions"][Key] extends { readonly optional: true } ? Key : never;
}[keyof C["permissions"]];

/** The ARNs that each permission of the contract is for. */
export type PermittedResources<C extends LambdaContract> = {
  readonly [Key in Exclude<keyof C["permissions"], OptionalPermissions<C>>]: readonly string[];
} & {
  readonly [Key in OptionalPermissions<C>]?: readonly string[];
};
