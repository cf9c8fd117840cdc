import { readFileSync } from "node:fs";
import { remoteKeySet } from "../../adapters/http/key-set.js";
import { parseEnvironment } from "../../core/contracts/environment.js";
import { POLICY_ENGINE } from "../../core/contracts/policy-engine.js";
import { describeProblem } from "../../core/errors.js";
import type { PolicyEnginePorts } from "../../services/policy-engine/ports.js";
import type { PolicyEngineSettings, Route } from "../../services/policy-engine/settings.js";
import {
  archivePath,
  decisionPorts,
  type ProcessEnvironment,
  refusingPorts,
  report,
} from "./decision-ports.js";
import { settingsOf } from "./environment.js";

/** The policy engine of one function instance. */
export interface PolicyEngine {
  readonly settings: PolicyEngineSettings;
  readonly ports: PolicyEnginePorts;
  /** Longest time that a decision may take. */
  readonly deadlineMilliseconds: number;
}

/** Settings with which nothing is ever allowed. */
const UNUSABLE: PolicyEngineSettings = {
  token: { issuer: "", audience: [], algorithms: [], requiredClaims: [], clockToleranceSeconds: 0 },
  claims: { groups: "groups", session: "sid" },
  assuranceLevels: {},
  routes: {},
  unusable: true,
};

/**
 * The policy engine as the environment describes it.
 *
 * With an environment that is not the contract's, every request is denied as `configuration_invalid`: a function that
 * does not start would answer 500 and leave no record.
 */
export function startPolicyEngine(env: ProcessEnvironment): PolicyEngine {
  const parsed = parseEnvironment(POLICY_ENGINE, env);
  if (!parsed.ok) return refusing(parsed.problems.map(describeProblem).join("\n"));
  const environment = parsed.value;
  try {
    const routes =
      environment.routesFile === undefined ? {} : readRoutes(archivePath(environment.routesFile, env));
    return {
      settings: settingsOf(environment, routes, env["AWS_REGION"]),
      ports: { ...decisionPorts(environment, env), keys: remoteKeySet(environment.keySetUrl) },
      deadlineMilliseconds: environment.deadlineMilliseconds,
    };
  } catch (defect) {
    return refusing(defect);
  }
}

function readRoutes(path: string): Readonly<Record<string, Route>> {
  return JSON.parse(readFileSync(path, "utf8"));
}

function refusing(why: unknown): PolicyEngine {
  report(why);
  const keys = () => Promise.reject(new Error("The configuration is invalid."));
  return { settings: UNUSABLE, ports: { ...refusingPorts(), keys }, deadlineMilliseconds: 1000 };
}
