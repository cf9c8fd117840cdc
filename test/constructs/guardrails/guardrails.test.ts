import { Aspects, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { describe, expect, it } from "vitest";
import { Guardrails, type GuardrailsProps, Peer, Port, Segmentation } from "../../../constructs/index.js";
import { problemOf } from "../../harness/misuse.js";
import { newApp, stackIn, VPC } from "../synthesized.js";

/** A network that is open to everybody on the port of SSH. */
function open(scope: Construct) {
  const shop = new Segmentation(scope, "shop", { vpc: VPC });
  shop.segment("app").allowFrom(Peer.anyIpv4(), Port.SSH, { reason: "anybody" });
  return shop;
}

describe("guardrails hold wherever they are added above a network", () => {
  it("on the stack", () => {
    const app = newApp();
    const stack = stackIn(app, "network");
    open(stack);
    Aspects.of(stack).add(new Guardrails({ failOn: "critical", allowUnknown: true }));
    expect(() => app.synth()).toThrow(/CORDON_GUARDRAIL_BROKEN at network\/shop\/app/);
  });

  it("on the app, for each stack, also for those made later", () => {
    const app = newApp();
    Aspects.of(app).add(new Guardrails({ failOn: "critical", allowUnknown: true }));
    stackIn(app, "closed");
    open(stackIn(app, "network"));
    expect(() => app.synth()).toThrow(/CORDON_GUARDRAIL_BROKEN at network\/shop\/app/);
  });

  it("on a construct that holds stacks", () => {
    const app = newApp();
    const production = new Construct(app, "production");
    open(new TerraformStack(production, "network"));
    Aspects.of(production).add(new Guardrails({ failOn: "critical", allowUnknown: true }));
    expect(() => app.synth()).toThrow(/CORDON_GUARDRAIL_BROKEN at production\/network\/shop\/app/);
  });

  it("and not inside a stack, where they would see a part: the synthesis fails", () => {
    const app = newApp();
    Aspects.of(open(stackIn(app, "network"))).add(new Guardrails());
    expect(problemOf(() => app.synth())).toMatchObject({
      code: "CORDON_GUARDRAIL_MISPLACED",
      where: "network/shop",
      fix: 'add them to the stack "network"',
    });
  });

  it("leaves the aspects of others above stacks to CDKTF", () => {
    const app = newApp();
    let visits = 0;
    Aspects.of(app).add({ visit: () => (visits += 1) });
    Aspects.of(app).add(new Guardrails({ failOn: "critical", allowUnknown: true }));
    new Segmentation(stackIn(app, "closed"), "shop", { vpc: VPC }).segment("app");
    app.synth();
    expect(visits).toBe(0);
  });
});

it.each<[string, unknown, RegExp]>([
  ["another case", { failOn: "HIGH" }, /failOn.*Got: "HIGH".*did you mean "high"\?/],
  ["an empty variable of the environment", { failOn: "" }, /failOn.*Got: ""/],
  ["null", { failOn: null }, /failOn.*Got: null/],
  ["a text for a flag, which would be true", { allowUnknown: "false" }, /allowUnknown.*true or false/],
  ["an invalid date, after which nothing expires", { now: new Date("x") }, /now.*a Date/],
  ["milliseconds", { now: 1_800_000_000_000 }, /now.*a Date/],
  ["a misspelt option", { failon: "critical" }, /has no failon.*did you mean "failOn"\?/],
])("guardrails refuse %s", (_, props, message) => {
  const problem = problemOf(() => new Guardrails(props as GuardrailsProps));
  expect(problem).toMatchObject({ code: "CORDON_SETTING_REFUSED", where: "Guardrails" });
  expect(() => new Guardrails(props as GuardrailsProps)).toThrow(message);
});

it("undefined is the strictest", () => {
  const app = newApp();
  const stack = stackIn(app, "network");
  open(stack);
  const props = { failOn: undefined, allowUnknown: undefined, now: undefined } as unknown as GuardrailsProps;
  Aspects.of(stack).add(new Guardrails(props));
  expect(() => app.synth()).toThrow(/CORDON_GUARDRAIL_BROKEN/);
});
