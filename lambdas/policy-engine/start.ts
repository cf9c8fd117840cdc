import { readFileSync } from "node:fs";
import { remoteKeySet } from "../../adapters/http/key-set.js";
import type { Environment } from "../../core/contracts/contract.js";
import { POLICY_ENGINE } from "../../core/contracts/policy-engine.js";
import type { PolicyEnginePorts } from "../../services/policy-engine/ports.js";
import type { ApiRoute, PolicyEngineSettings } from "../../services/policy-engine/settings.js";
import { decisionPorts, REFUSAL_DEADLINE, refusingPorts } from "../wiring/decision-ports.js";
import { archivePath, type ProcessEnvironment, runsIn } from "../wiring/process-environment.js";
import { start } from "../wiring/start.js";
import { settingsOf } from "./settings.js";

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

/** The policy engine as the environment describes it; where that cannot be used, one that denies every request. */
export function startPolicyEngine(env: ProcessEnvironment): PolicyEngine {
  return start(
    POLICY_ENGINE,
    env,
    (environment) => engineOf(environment, env),
    () => refusingEngine(env),
  );
}

function engineOf(environment: Environment<typeof POLICY_ENGINE>, env: ProcessEnvironment): PolicyEngine {
  const { routesFile, keySetUrl, deadlineMilliseconds } = environment;
  const routes = routesFile === undefined ? {} : readRoutes(archivePath(routesFile, env));
  return {
    settings: { ...settingsOf(environment, routes), ...runsIn(env) },
    ports: { ...decisionPorts(environment, env), keys: remoteKeySet(keySetUrl) },
    deadlineMilliseconds,
  };
}

function readRoutes(path: string): Readonly<Record<string, ApiRoute>> {
  return JSON.parse(readFileSync(path, "utf8"));
}

function refusingEngine(env: ProcessEnvironment): PolicyEngine {
  const keys = () => Promise.reject(new Error("The configuration is invalid."));
  return {
    settings: { ...UNUSABLE, ...runsIn(env) },
    ports: { ...refusingPorts(), keys },
    deadlineMilliseconds: REFUSAL_DEADLINE,
  };
}
