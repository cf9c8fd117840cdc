import { describe, expect, it } from "vitest";
import { readBrokerOutputs } from "../../../core/contracts/broker-outputs.js";

const ARN = "arn:aws:lambda:eu-central-1:111122223333:function:shop-jit";
const BROKER = {
  region: "eu-central-1",
  request: `${ARN}-request`,
  approve: `${ARN}-approve`,
  revoke: `${ARN}-sweep`,
  report: `${ARN}-report`,
};
const output = (value: unknown) => ({ sensitive: false, type: ["object", {}], value });

const problem = (json: unknown) => {
  const read = readBrokerOutputs(json, "outputs.json");
  return read.ok ? undefined : read.problems[0];
};

describe("readBrokerOutputs", () => {
  it.each<[name: string, json: unknown]>([
    ["terraform output -json <id>_broker", BROKER],
    ["terraform output -json", { vpc_id: output("vpc-1"), jit_broker: output(BROKER) }],
    ["cdktf deploy --outputs-file", { network: { vpc_id: "vpc-1" }, shop: { jit_broker: BROKER } }],
    [
      "cdktf output --outputs-file of one stack with other keys",
      { shop: { jit_broker: { ...BROKER, more: 1 } } },
    ],
  ])("takes %s", (_, json) => {
    expect(readBrokerOutputs(json, "outputs.json")).toEqual({ ok: true, value: BROKER });
  });

  it.each<[name: string, json: unknown, summary: string]>([
    ["nothing", {}, "no access broker"],
    ["a list", [BROKER], "no access broker"],
    ["a text", "outputs", "no access broker"],
    ["two brokers", { a_broker: BROKER, b_broker: BROKER }, "several access brokers"],
    ["an address that is none", { ...BROKER, approve: undefined }, "not an address of a broker"],
    [
      "a value that Terraform does not know yet",
      { ...BROKER, request: "known after apply" },
      "not an address",
    ],
  ])("refuses %s", (_, json, summary) => {
    expect(problem(json)).toMatchObject({
      code: "CORDON_BROKER_OUTPUTS_REFUSED",
      where: "outputs.json",
      summary: expect.stringContaining(summary),
    });
  });

  it("names the brokers of which one is to be passed", () => {
    expect(problem({ a_broker: output(BROKER), b_broker: output(BROKER) })).toMatchObject({
      got: '["a_broker","b_broker"]',
      fix: "pass one of them, as in terraform output -json a_broker",
    });
  });
});
