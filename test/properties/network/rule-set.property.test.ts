import fc from "fast-check";
import { describe, it } from "vitest";
import { aggregateRules } from "../../../core/network/aggregate.js";
import { DEFAULT_QUOTAS } from "../../../core/network/quota.js";
import { ruleIdentity, type SecurityGroupRule } from "../../../core/network/rule.js";
import { RuleSet } from "../../../core/network/rule-set.js";
import { runs } from "../../harness/property-runs.js";
import { expectRefuted } from "../policy/refutation.js";
import { allows, FAR_ENDS, KINDS, port, rule } from "./small-rule-space.js";

type Given = readonly SecurityGroupRule[];
/** The code with which the declared rules refuse one more, or undefined. */
type Refuses = (declared: Given, one: SecurityGroupRule, aggregate: boolean) => string | undefined;

const setOf = (declared: Given, aggregate: boolean): RuleSet => {
  const set = new RuleSet("egress", aggregate);
  for (const one of declared) set.add(one);
  return set;
};
const refusal: Refuses = (declared, one, aggregate) => setOf(declared, aggregate).refusal(one)?.code;

const lets = (one: SecurityGroupRule): boolean[] =>
  FAR_ENDS.flatMap((far) => KINDS.map((kind) => allows(one, far, kind)));
const inside = (inner: readonly boolean[], outer: readonly boolean[]): boolean =>
  inner.every((passes, index) => !passes || outer[index] === true);

const declaredAndOne = fc
  .tuple(fc.array(rule, { maxLength: 5 }), rule, fc.nat(9), fc.constantFrom("port", "peer", "both", "none"))
  .map(([declared, one, at, part]): [SecurityGroupRule[], SecurityGroupRule] => {
    const like = declared[at % Math.max(declared.length, 1)];
    if (like === undefined || part === "none") return [declared, one];
    if (part === "both") return [declared, { ...like, reason: one.reason }];
    return [declared, { ...one, [part]: like[part as "port" | "peer"] }];
  });

/** A rule is refused exactly where a packet-by-packet comparison finds it equal to, inside or around another. */
const refusesWhatAddsNothing = (refuses: Refuses) =>
  fc.property(declaredAndOne, fc.boolean(), ([declared, one], aggregate) => {
    const own = lets(one);
    const others = declared.map(lets);
    const equal = declared.some(
      ({ port: carried, peer }, index) =>
        `${carried}` === `${one.port}` &&
        peer.kind === one.peer.kind &&
        others[index]?.every((passes, at) => passes === own[at]),
    );
    const nests = others.some((other) => inside(own, other) || inside(other, own));
    const expected = equal
      ? "CORDON_FLOW_DUPLICATE"
      : nests && !aggregate
        ? "CORDON_FLOW_SHADOWED"
        : undefined;
    return refuses(declared, one, aggregate) === expected;
  });

describe("refusal", () => {
  it("names duplicates and shadowed rules as every packet shows them", () => {
    fc.assert(refusesWhatAddsNothing(refusal), runs(150));
  });
  it.each<[string, Refuses]>([
    [
      "compares descriptions too",
      (declared, one, aggregate) =>
        declared.some((other) => ruleIdentity(other) === ruleIdentity(one) && other.reason !== one.reason)
          ? undefined
          : refusal(declared, one, aggregate),
    ],
    [
      "sees duplicates alone",
      (declared, one) =>
        declared.some((other) => ruleIdentity(other) === ruleIdentity(one))
          ? "CORDON_FLOW_DUPLICATE"
          : undefined,
    ],
    [
      "looks at the last rule alone",
      (declared, one, aggregate) => refusal(declared.slice(-1), one, aggregate),
    ],
    ["never aggregates", (declared, one) => refusal(declared, one, false)],
  ])("one that %s is refuted", (_, mutant) => {
    expectRefuted(refusesWhatAddsNothing(mutant));
  });
});

/** The codes with which the set as a whole is refused. */
type Judges = (declared: Given, aggregate: boolean, rulesPerDirection: number) => string[];
const judgement: Judges = (declared, aggregate, rulesPerDirection) =>
  setOf(declared, aggregate)
    .problems("app", { ...DEFAULT_QUOTAS, rulesPerDirection })
    .map(({ code, got }) => `${code} ${/ipv[46]/.exec(got)?.[0] ?? ""}`);

/** Few rules and a small quota, so that the weight is often the quota, one less or one more. */
const distinct = fc.uniqueArray(rule, { selector: ruleIdentity, maxLength: 6 });
const countsAsTheQuotaPageSays = (judges: Judges) =>
  fc.property(distinct, fc.boolean(), fc.integer({ min: 1, max: 8 }), (declared, aggregate, quota) => {
    const deployed = aggregate ? aggregateRules(declared) : declared;
    const expected = (["ipv4", "ipv6"] as const).filter((family) => {
      let weight = 0;
      for (const { peer } of deployed) {
        if (peer.kind === "cidr") weight += peer.cidr.family === family ? 1 : 0;
        else weight += "maxEntries" in peer ? peer.maxEntries : 1;
      }
      return weight > quota;
    });
    const found = judges(declared, aggregate, quota).filter((text) => text.startsWith("CORDON_QUOTA_RULES"));
    return found.join() === expected.map((family) => `CORDON_QUOTA_RULES ${family}`).join();
  });

describe("the quota", () => {
  it("is counted per family, a group in both, a list as its maximum", () => {
    fc.assert(countsAsTheQuotaPageSays(judgement), runs(1000));
  });
  it.each<[string, Judges]>([
    [
      "lets one rule too many pass",
      (declared, aggregate, quota) => judgement(declared, aggregate, quota + 1),
    ],
    ["refuses the last rule", (declared, aggregate, quota) => judgement(declared, aggregate, quota - 1)],
    ["counts before merging", (declared, _, quota) => judgement(declared, false, quota)],
    [
      "counts a list as one rule",
      (declared, aggregate, quota) =>
        judgement(
          declared.map((one) =>
            "maxEntries" in one.peer ? { ...one, peer: { ...one.peer, maxEntries: 1 } } : one,
          ),
          aggregate,
          quota,
        ),
    ],
    [
      "counts a group for IPv4 alone",
      (declared, aggregate, quota) => {
        const grouped = declared.some(({ peer }) => peer.kind === "segment");
        return judgement(declared, aggregate, quota).filter((text) => !(grouped && text.endsWith("ipv6")));
      },
    ],
  ])("one that %s is refuted", (_, mutant) => {
    expectRefuted(countsAsTheQuotaPageSays(mutant));
  });
});

/** Eighths of the address space, and ports that overlap in part: which packets reach every eighth? */
const eighths = fc.array(fc.tuple(port, fc.nat(14)), { maxLength: 12 });
/** The last eighth, 224.0.0.0/3, is multicast and reserved: nothing in it is globally routable. */
const GLOBAL_EIGHTHS = [0, 1, 2, 3, 4, 5, 6];
/** Block 0 is a half, 1 the other, 2 to 5 quarters, 6 to 13 eighths, 14 the whole, said by name. */
function blockNumber(number: number): { readonly length: number; readonly index: number } {
  if (number === 14) return { length: 0, index: 0 };
  const length = number < 2 ? 1 : number < 6 ? 2 : 3;
  return { length, index: number - (2 ** length - 2) };
}
const findsTheInternet = (judges: Judges) =>
  fc.property(eighths, (given) => {
    const declared = given.map(([carried, number]): SecurityGroupRule => {
      const { length, index } = blockNumber(number);
      const network = index * 2 ** (32 - length);
      return {
        direction: "egress",
        port: carried,
        peer: {
          kind: "cidr",
          cidr: { family: "ipv4", network, prefixLength: length, text: `${network >>> 24}.0.0.0/${length}` },
          internet: number === 14,
        },
        reason: "test",
      };
    });
    const covered = KINDS.some((kind) =>
      GLOBAL_EIGHTHS.every((eighth) =>
        declared.some(({ peer, port: carried }) => {
          if (peer.kind !== "cidr" || peer.internet) return false;
          const size = 8 / 2 ** peer.cidr.prefixLength;
          const start = Number(peer.cidr.network) / 2 ** 29;
          const here = start <= eighth && eighth < start + size;
          return here && allows({ ...segmentRule, port: carried }, { named: "segment:a" }, kind);
        }),
      ),
    );
    const found = judges(declared, false, 60).filter((text) => text.startsWith("CORDON_PEER_INTERNET"));
    return found.length === (covered ? 1 : 0);
  });
const segmentRule = { direction: "egress", peer: { kind: "segment", name: "a" }, reason: "test" } as const;

describe("the internet in pieces", () => {
  it("is found exactly where one packet may go to all of it", () => {
    fc.assert(findsTheInternet(judgement), runs(1000));
  });
  it.each<[string, Judges]>([
    [
      "adds blocks of different ports",
      (declared) =>
        judgement(
          declared.map((one, _, all) => ({ ...one, port: (all[0] ?? one).port })),
          false,
          60,
        ),
    ],
    [
      "adds only blocks with the very same port",
      (declared) =>
        [...new Set(declared.map((one) => `${one.port}`))]
          .flatMap((text) =>
            judgement(
              declared.filter((one) => `${one.port}` === text),
              false,
              60,
            ),
          )
          .slice(0, 1),
    ],
    ["never looks", () => []],
  ])("one that %s is refuted", (_, mutant) => {
    expectRefuted(findsTheInternet(mutant));
  });
});
