import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AUTHZEN } from "../../../core/contracts/authzen.js";
import { startEvaluationPoint } from "../../../lambdas/authzen/start.js";
import { startPolicyEngine } from "../../../lambdas/policy-engine/start.js";
import { start } from "../../../lambdas/wiring/start.js";

const DECISION = {
  AWS_REGION: "eu-central-1",
  AWS_LAMBDA_FUNCTION_NAME: "shop-engine",
  CORDON_DEVICE_TABLE: "devices",
  CORDON_SUBJECT_TABLE: "subjects",
  CORDON_POLICY_LOCATION: "s3://policies/bundles/",
  CORDON_DEADLINE_MILLISECONDS: "700",
};
const ENGINE = {
  ...DECISION,
  CORDON_TOKEN_ISSUER: "https://login.example.com/",
  CORDON_TOKEN_AUDIENCE: "https://api.example.com",
  CORDON_JWKS_URL: "https://login.example.com/jwks",
};

let reported: string[];

beforeEach(() => {
  reported = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => reported.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

it("wires both functions as their environments say", () => {
  const point = startEvaluationPoint(DECISION);
  expect(point).toMatchObject({
    settings: { region: "eu-central-1", functionName: "shop-engine", unusable: false },
    deadlineMilliseconds: 700,
  });
  const engine = startPolicyEngine(ENGINE);
  expect(engine.settings).toMatchObject({
    region: "eu-central-1",
    functionName: "shop-engine",
    token: { issuer: ENGINE.CORDON_TOKEN_ISSUER },
  });
  expect(engine.settings.unusable).toBeUndefined();
  expect(reported).toEqual([]);
});

it("wires both to deny everything where a variable is missing, misspelt or wrong, and says which", async () => {
  const wrongs = [
    [{ CORDON_DEVICE_TABLE: undefined }, "CORDON_DEVICE_TABLE"],
    [{ CORDON_DEVICE_TABEL: "devices" }, "CORDON_DEVICE_TABEL"],
    [{ CORDON_DEADLINE_MILLISECONDS: "soon" }, "CORDON_DEADLINE_MILLISECONDS"],
  ] as const;
  for (const [change, name] of wrongs) {
    const wired = [
      startEvaluationPoint({ ...DECISION, ...change }),
      startPolicyEngine({ ...ENGINE, ...change }),
    ];
    for (const { settings, ports } of wired) {
      expect(settings.unusable).toBe(true);
      // Its denials are counted by the name of the function, too.
      expect(settings).toMatchObject({ region: "eu-central-1", functionName: "shop-engine" });
      const request = { subject: {}, target: {}, context: {} } as Parameters<typeof ports.decide>[0];
      expect(await ports.decide(request, 0, AbortSignal.timeout(100))).toEqual({
        ok: false,
        reason: "configuration_invalid",
      });
    }
    expect(reported.splice(0).filter((line) => line.includes(name))).toHaveLength(2);
  }
});

it("wires to refuse where the wiring itself fails", () => {
  const broken = () => {
    throw new Error("no such file");
  };
  expect(start(AUTHZEN, DECISION, broken, () => "refusing")).toBe("refusing");
  expect(reported).toEqual([`${JSON.stringify({ level: "ERROR", message: "Error: no such file" })}\n`]);
  expect(startPolicyEngine({ ...ENGINE, CORDON_ROUTES_FILE: "no-such-routes.json" }).settings.unusable).toBe(
    true,
  );
});
