import { type JsonObject, objectOrEmpty, own } from "../../json/values.js";
import { formatInstant } from "../../time/instant.js";
import type { CallerObligation } from "../language/decision.js";
import { finiteNumber, TO_COME } from "../request/facts.js";

/** What the caller would have to do; a part that is undefined is not needed. */
export interface Requirement {
  readonly authenticate?: AuthenticationRequirement;
  readonly justify?: true;
}

interface AuthenticationRequirement {
  readonly assuranceAtLeast?: number;
  readonly methods?: readonly string[];
  readonly maxAgeSeconds?: number;
}

/** Both requirements at once, or undefined where one of them cannot be met or they exclude each other. */
export function combine(
  requirement: Requirement,
  obligation: CallerObligation | undefined,
): Requirement | undefined {
  if (obligation === undefined) return undefined;
  if ("justify" in obligation) return { ...requirement, justify: true };
  const { assuranceAtLeast, methods, maxAgeSeconds } = requirement.authenticate ?? {};
  const more = obligation.authenticate;
  const common =
    methods !== undefined && more.methods !== undefined
      ? methods.filter((method) => more.methods?.includes(method))
      : (methods ?? more.methods);
  if (common?.length === 0) return undefined;
  const level = Math.max(assuranceAtLeast ?? -Infinity, more.assuranceAtLeast ?? -Infinity);
  const age = Math.min(maxAgeSeconds ?? Infinity, more.maxAgeSeconds ?? Infinity);
  return {
    ...requirement,
    authenticate: {
      ...(level === -Infinity ? {} : { assuranceAtLeast: level }),
      ...(common === undefined ? {} : { methods: common }),
      ...(age === Infinity ? {} : { maxAgeSeconds: age }),
    },
  };
}

/** The request as it would be after the caller did what is required. */
export function fulfil(
  request: JsonObject,
  { authenticate, justify }: Requirement,
  time: number,
): JsonObject {
  const context = objectOrEmpty(own(request, "context"));
  const authentication = objectOrEmpty(own(context, "authentication"));
  return {
    ...request,
    context: {
      ...context,
      ...(authenticate === undefined ? {} : { authentication: stepUp(authentication, authenticate, time) }),
      ...(justify === undefined ? {} : { justification: "given" }),
    },
  };
}

/** The authentication after a step-up: at least what was asked for, and just now. */
function stepUp(
  before: JsonObject,
  { assuranceAtLeast, methods }: AuthenticationRequirement,
  time: number,
): JsonObject {
  const level = finiteNumber(own(before, "assurance")) ?? -Infinity;
  const used = own(before, "methods");
  return {
    ...before,
    [TO_COME]: true,
    ...(Number.isNaN(time) ? {} : { at: formatInstant(time) }),
    ...(assuranceAtLeast === undefined ? {} : { assurance: Math.max(level, assuranceAtLeast) }),
    ...(methods === undefined ? {} : { methods: [...(Array.isArray(used) ? used : []), methods[0]] }),
  };
}

/** Negative where `one` asks less of the caller than `other`. */
export function compareSizes(one: Requirement, other: Requirement): number {
  return (
    toObligations(one).length - toObligations(other).length ||
    (one.authenticate?.assuranceAtLeast ?? 0) - (other.authenticate?.assuranceAtLeast ?? 0) ||
    Object.keys(one.authenticate ?? {}).length - Object.keys(other.authenticate ?? {}).length
  );
}

export function toObligations({ authenticate, justify }: Requirement): readonly CallerObligation[] {
  return [
    ...(authenticate === undefined ? [] : [{ authenticate }]),
    ...(justify === undefined ? [] : [{ justify }]),
  ];
}
