import { compile } from "../core/policy/engine/compile.js";
import { decide } from "../core/policy/engine/decide.js";
import type { AccessPolicy } from "../core/policy/language/policy.js";
import type { BenchmarkRow } from "./run.js";
import { median } from "./statistics.js";

const ALLOWS = 2000;
const DENIES = 200;
const WARM_UP = 5;

/**
 * Denials whose obligations are looked for among thousands of policies about one request, beside the plainest denial by
 * the same policies: the work of the search is bounded, so the ratio is, too.
 */
export function denialRows({ smoke }: { readonly smoke: boolean }): BenchmarkRow[] {
  const samples = smoke ? 5 : 100;
  const compiled = compile([...allows(), ...denies()]);
  const measure = (risk: number): number[] => {
    const request = {
      subject: { id: "u-17", attributes: { n: -1 } },
      action: "orders:Read",
      resource: "orders/42",
      context: {
        time: "2026-06-10T12:00:00Z",
        authentication: { assurance: 1, methods: ["password"], at: "2026-06-10T11:59:00Z" },
        risk,
      },
    };
    const taken = Array.from({ length: samples + WARM_UP }, () => {
      const from = performance.now();
      const { decision } = decide(compiled, request);
      if (decision !== "deny") throw new Error("the benchmark of denials was allowed");
      return (performance.now() - from) * 1000;
    });
    return taken.slice(WARM_UP).sort((a, b) => a - b);
  };
  const plain = measure(1);
  const searched = measure(0);
  const row = (what: string, taken: readonly number[]): BenchmarkRow => ({
    policies: ALLOWS + DENIES,
    engine: what,
    "p50 us": Math.round(median(taken)),
    "p99 us": Math.round(taken[Math.floor(taken.length * 0.99)] ?? Number.NaN),
    "times ours": Math.round((median(taken) / median(plain)) * 10) / 10,
  });
  return [row("cordon, denied for good", plain), row("cordon, denied, obligations sought", searched)];
}

function policies(
  effect: "allow" | "deny",
  count: number,
  when: (n: number) => AccessPolicy["when"],
): AccessPolicy[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `${effect}-${n}`,
    effect,
    subjects: ["*"],
    actions: ["*"],
    resources: ["*"],
    when: { ...when(n), attributes: [{ path: "subject.n", operator: "!=", value: n }] },
  }));
}

function allows(): AccessPolicy[] {
  return policies("allow", ALLOWS, () => ({
    authentication: { assuranceAtLeast: 2, methods: ["webauthn"] },
  }));
}

/** Half of them deny whoever gives a reason, half whoever gives none: the search has no end but its budget. */
function denies(): AccessPolicy[] {
  const forGood: AccessPolicy = {
    id: "at-risk",
    effect: "deny",
    subjects: ["*"],
    actions: ["*"],
    resources: ["*"],
    when: { attributes: [{ path: "context.risk", operator: ">", value: 0.9 }] },
  };
  return [...policies("deny", DENIES, (n) => ({ justified: n % 2 === 0 })), forGood];
}
