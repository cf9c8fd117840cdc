import { describe, expect, it } from "vitest";
import { BROKER_VERBS, brokerAddress } from "../../../core/contracts/broker-address.js";

const arn = (name: string, region = "eu-central-1") =>
  `arn:aws:lambda:${region}:111122223333:function:shop-jit-${name}`;
const ADDRESS = {
  region: "eu-central-1",
  request: arn("request"),
  approve: arn("approve"),
  revoke: arn("sweep"),
  report: arn("report"),
};

describe("the address of a broker", () => {
  it("is what the output of its stack holds", () => {
    expect(brokerAddress(JSON.parse(JSON.stringify(ADDRESS)))).toEqual(ADDRESS);
  });

  it("may hold more than this version knows", () => {
    expect(brokerAddress({ ...ADDRESS, later: "more" })).toEqual(ADDRESS);
  });

  it.each<[name: string, value: unknown]>([
    ["nothing", undefined],
    ["a text", JSON.stringify(ADDRESS)],
    ["an address without a region", { ...ADDRESS, region: undefined }],
    ["a function that is missing", { ...ADDRESS, revoke: undefined }],
    ["the name of a function", { ...ADDRESS, report: "shop-jit-report" }],
    ["a function of another region", { ...ADDRESS, approve: arn("approve", "us-east-1") }],
    [
      "a function of another account",
      { ...ADDRESS, revoke: arn("sweep").replace("111122223333", "123456789012") },
    ],
    ["a function of another partition", { ...ADDRESS, revoke: arn("sweep").replace("aws", "aws-cn") }],
    [
      "a region that AWS does not have",
      JSON.parse(JSON.stringify(ADDRESS).replaceAll("eu-central-1", "evil-1")),
    ],
    ["a version of a function", { ...ADDRESS, request: `${arn("request")}:7` }],
    ["the ARN of a role", { ...ADDRESS, request: "arn:aws:iam::111122223333:role/shop-jit-request" }],
  ])("is not %s", (_, value) => {
    expect(brokerAddress(value)).toBeUndefined();
  });

  it("names a door for each verb", () => {
    expect(Object.keys(BROKER_VERBS)).toEqual(["request", "approve", "revoke", "report"]);
  });
});
