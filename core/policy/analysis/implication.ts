import { AddressSet } from "../../network/address-set.js";
import { parseInstant } from "../../time/instant.js";
import { addressesOf } from "../engine/conditions/network.js";
import type {
  AccessPolicy,
  AuthenticationSpecification,
  Conditions,
  DeviceSpecification,
  LocationSpecification,
  NetworkSpecification,
  RiskSpecification,
} from "../language/policy.js";
import { impliesAttribute } from "./attribute-implication.js";
import { impliesTime } from "./time-implication.js";

/**
 * Whether the conditions of `wide` are true whenever those of `narrow` are.
 *
 * Each condition is compared with the one of the same kind, so the answer may be "no" where only several conditions
 * together imply one; it is never "yes" where a request tells them apart.
 */
export function impliesConditions(narrow: AccessPolicy, wide: AccessPolicy): boolean {
  const have: Conditions = narrow.when ?? {};
  const want: Conditions = wide.when ?? {};
  return (
    implied(narrow.notBefore, wide.notBefore, (n, w) => parseInstant(n) >= parseInstant(w)) &&
    implied(narrow.expiresAt, wide.expiresAt, (n, w) => parseInstant(n) <= parseInstant(w)) &&
    implied(have.time, want.time, impliesTime) &&
    impliesLocation(have.location ?? {}, want.location ?? {}) &&
    impliesNetwork(have.network ?? {}, want.network ?? {}) &&
    impliesDevice(have.device ?? {}, want.device ?? {}) &&
    impliesAuthentication(have.authentication ?? {}, want.authentication ?? {}) &&
    implied(have.risk, want.risk, impliesRisk) &&
    implied(have.justified, want.justified, (n, w) => n === w) &&
    (want.attributes ?? []).every((wanted) =>
      (have.attributes ?? []).some((entry) => impliesAttribute(entry, wanted)),
    )
  );
}

/** Whether the wide value asks for nothing, or the narrow one asks for at least as much. */
function implied<T>(
  narrow: T | undefined,
  wide: T | undefined,
  implies: (narrow: T, wide: T) => boolean,
): boolean {
  return wide === undefined || (narrow !== undefined && implies(narrow, wide));
}

function impliesLocation(narrow: LocationSpecification, wide: LocationSpecification): boolean {
  const admits = (country: string): boolean =>
    (wide.countries?.includes(country) ?? true) && !wide.notCountries?.includes(country);
  if (narrow.countries !== undefined) {
    return narrow.countries.filter((country) => !narrow.notCountries?.includes(country)).every(admits);
  }
  return (
    wide.countries === undefined && (wide.notCountries ?? []).every((c) => narrow.notCountries?.includes(c))
  );
}

function impliesNetwork(narrow: NetworkSpecification, wide: NetworkSpecification): boolean {
  if (wide.cidrs === undefined && (wide.notCidrs ?? []).length === 0) return true;
  // Without a condition of its own the narrow one also holds for requests whose address is unknown.
  if (narrow.cidrs === undefined && (narrow.notCidrs ?? []).length === 0) return false;
  return safeAddresses(wide).covers(safeAddresses(narrow));
}

/** The addresses for which a network condition is true. */
export function safeAddresses({ cidrs, notCidrs = [] }: NetworkSpecification): AddressSet {
  return (cidrs === undefined ? AddressSet.ALL : addressesOf(cidrs)).difference(addressesOf(notCidrs));
}

function impliesDevice(narrow: DeviceSpecification, wide: DeviceSpecification): boolean {
  return (
    implied(narrow.registered, wide.registered, (n, w) => n === w) &&
    implied(narrow.postureAtLeast, wide.postureAtLeast, (n, w) => n >= w)
  );
}

function impliesAuthentication(
  narrow: AuthenticationSpecification,
  wide: AuthenticationSpecification,
): boolean {
  // Any condition on the authentication also refuses one that lies in the future.
  if (Object.keys(wide).length > 0 && Object.keys(narrow).length === 0) return false;
  return (
    implied(narrow.assuranceAtLeast, wide.assuranceAtLeast, (n, w) => n >= w) &&
    implied(narrow.methods, wide.methods, (n, w) => n.every((method) => w.includes(method))) &&
    implied(narrow.maxAgeSeconds, wide.maxAgeSeconds, (n, w) => n <= w)
  );
}

/** Whether a risk that meets `have` meets `want`, with a step up and without. */
function impliesRisk(have: RiskSpecification, want: RiskSpecification): boolean {
  const highest = ({ atMost, afterStepUp = atMost }: RiskSpecification) => Math.max(atMost, afterStepUp);
  return have.atMost <= want.atMost && highest(have) <= highest(want);
}
