import { describe, expect, it } from "vitest";
import { defaultContext, type Run, runMain, useCompiledMain } from "./main-process.js";

const compiledMain = useCompiledMain();
const BASE = {
  name: "shop",
  region: "eu-central-1",
  vpc: { cidr: "10.0.0.0/16", zones: ["eu-central-1a", "eu-central-1b"] },
};
const FLOW = { from: "203.0.113.0/24", to: "frontend", port: "tcp/443", reason: "office users" };
const withFlow = (change: object) => ({ ...BASE, flows: [{ ...FLOW, ...change }] });
const AT = "cdktf.json#/context/cordon";

/** A path of this machine: a folder of ours or a user's, wherever it stands in a text. */
const MACHINE_PATH = new RegExp(
  `(?:${[process.cwd(), process.env["HOME"], "/tmp/"].filter(Boolean).join("|")})`,
);

describe("stacks/main.ts", () => {
  it("synthesizes the context of cdktf.json, as `cdktf synth` runs it: the same bytes twice, and no path of the machine", {
    // It bundles seven functions twice.
    timeout: 180_000,
  }, () => {
    const [first, second] = [1, 2].map(() =>
      runMain(["--import", "tsx", "stacks/main.ts"], defaultContext()),
    ) as [Run, Run];
    expect(first).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
    expect(Object.keys(first.files).filter((path) => !/functions\/|\/assets\//.test(path))).toEqual([
      "manifest.json",
      "stacks/access/cdk.tf.json",
      "stacks/api/cdk.tf.json",
      "stacks/network/cdk.tf.json",
    ]);
    expect(second.files).toEqual(first.files);
    for (const text of Object.values(first.files)) expect(text).not.toMatch(MACHINE_PATH);
    expect(JSON.parse(first.files["stacks/network/cdk.tf.json"] ?? "").terraform.backend).toEqual({
      local: { path: "../../../terraform.network.tfstate" },
    });
  });

  it("keeps the state in S3 where the context says so", () => {
    const backend = {
      type: "s3",
      bucket: "example-terraform-state",
      key: "shop/network.tfstate",
      region: "eu-central-1",
      dynamodbTable: "terraform-locks",
    };
    const run = runMain([compiledMain()], { cordon: { ...BASE, backend } });
    const { s3 } = JSON.parse(run.files["stacks/network/cdk.tf.json"] ?? "").terraform.backend;
    expect(s3).toEqual({
      bucket: "example-terraform-state",
      key: "shop/network.tfstate",
      region: "eu-central-1",
      dynamodb_table: "terraform-locks",
      encrypt: true,
    });
  });

  it("keeps the state in the local file that the context names", () => {
    const run = runMain([compiledMain()], {
      cordon: { ...BASE, backend: { type: "local", path: "shop.tfstate" } },
    });
    expect(JSON.parse(run.files["stacks/network/cdk.tf.json"] ?? "").terraform.backend).toEqual({
      local: { path: "shop.tfstate" },
    });
  });
});

const MISTAKES: readonly [name: string, context: unknown, ...lines: string[]][] = [
  [
    "no context",
    undefined,
    'CORDON_CONFIG_INVALID: there is no context "cordon". Got: nothing. Allowed: an object under context.cordon of cdktf.json, as schemas/network-stack.schema.json describes it. Fix: run npx cdktf synth in the folder of a cdktf.json that has it.',
  ],
  [
    "a wrong key",
    { ...BASE, regoin: "eu-central-1" },
    `CORDON_CONFIG_INVALID at ${AT}/regoin: this key is unknown. Got: "regoin". Allowed: name, region, vpc, tiers, flows, expectations, aggregate, tags, backend. Fix: did you mean "region"?`,
  ],
  [
    "a key that is missing",
    { name: "shop", region: "eu-central-1" },
    `CORDON_CONFIG_INVALID at ${AT}: the key "vpc" is missing. Got: ["name","region"]. Allowed: a VPC of our own (cidr, zones) or an existing one (id). Fix: add "vpc".`,
  ],
  [
    "a wrong value",
    { ...BASE, vpc: { ...BASE.vpc, nat: "singel" } },
    `CORDON_CONFIG_INVALID at ${AT}/vpc/nat: this value is not allowed here. Got: "singel". Allowed: "none", "single", "per-zone". Fix: did you mean "single"?`,
  ],
  [
    "a key of the other kind of VPC",
    { ...BASE, vpc: { id: "vpc-0123456789abcdef0", cidr: "10.0.0.0/16" } },
    `CORDON_CONFIG_INVALID at ${AT}/vpc/cidr: this key is unknown. Got: "cidr". Allowed: id, routeTableIds, endpointSubnetIds. Fix: delete it.`,
  ],
  [
    "no region of AWS",
    { ...BASE, region: "Frankfurt" },
    `CORDON_CONFIG_INVALID at ${AT}/region: this value must match pattern "^[a-z]{2}(?:-[a-z]+)+-[0-9]$". Got: "Frankfurt". Allowed: an AWS region such as eu-central-1. Fix: correct the value.`,
  ],
  [
    "an unknown tier",
    withFlow({ to: "frontent" }),
    `CORDON_TIER_UNKNOWN at ${AT}/flows/0/to: this tier is not declared. Got: "frontent". Allowed: frontend, app, db, a CIDR block, any-ipv4, any-ipv6, service:<name>, or a security group id. Fix: did you mean "frontend"?`,
  ],
  [
    "a flow between two outside peers",
    withFlow({ to: "198.51.100.0/24" }),
    `CORDON_TIER_UNKNOWN at ${AT}/flows/0: neither end of the flow is a tier. Got: 203.0.113.0/24 to 198.51.100.0/24. Allowed: a tier at one end at least: frontend, app, db. Fix: name the tier that the flow starts from or ends at.`,
  ],
  ["host bits in a flow", withFlow({ from: "10.0.0.5/16" }), `CORDON_CIDR_HOST_BITS at ${AT}/flows/0/from: `],
  [
    "host bits in the VPC",
    { ...BASE, vpc: { ...BASE.vpc, cidr: "10.0.0.5/16" } },
    "CORDON_CIDR_HOST_BITS at network/shop-vpc: ",
  ],
  ["a malformed CIDR block", withFlow({ from: "10.0.0/8" }), `CORDON_CIDR_MALFORMED at ${AT}/flows/0/from: `],
  [
    "overlapping CIDR blocks",
    { ...BASE, flows: [FLOW, { ...FLOW, from: "203.0.113.128/25" }] },
    "CORDON_FLOW_SHADOWED at network/shop/frontend: one flow lies wholly inside another, so it adds nothing. Got: ingress tcp/443 from 203.0.113.128/25, inside ingress tcp/443 from 203.0.113.0/24.",
  ],
  ["reversed ports", withFlow({ port: "tcp/90-80" }), `CORDON_PORT_RANGE_REVERSED at ${AT}/flows/0/port: `],
  [
    "the internet without its name",
    withFlow({ from: "0.0.0.0/0" }),
    `CORDON_PEER_INTERNET at ${AT}/flows/0/from: `,
  ],
  [
    "an arrow in a reason",
    withFlow({ reason: "office -> shop" }),
    'CORDON_DESCRIPTION_REFUSED at network/shop/frontend: EC2 refuses ">" in a reason. Got: "office -> shop".',
  ],
  [
    "two flows that say the same",
    { ...BASE, flows: [FLOW, { ...FLOW, reason: "other words" }] },
    'CORDON_FLOW_DUPLICATE at network/shop/frontend: two flows say the same; EC2 compares neither descriptions nor ids. Got: ingress tcp/443 from 203.0.113.0/24, as before. Allowed: each conversation once. Fix: delete one of the two and keep the better reason ("office users" or "other words").',
  ],
  [
    "a name that CDKTF keeps for itself",
    { ...BASE, name: "backend" },
    `CORDON_CONFIG_INVALID at ${AT}/name: this value must NOT be valid. Got: "backend".`,
  ],
  [
    "a name that every object has",
    { ...BASE, name: "constructor" },
    'CORDON_SEGMENT_NAME_REFUSED at network: this is not a valid name for a segmentation. Got: "constructor".',
  ],
  [
    "two tiers whose outputs would have one name",
    { ...BASE, tiers: [{ name: "a.b" }, { name: "ab" }] },
    `CORDON_TIER_NAME_TAKEN at ${AT}/tiers/1/name: two tiers differ in dots alone, which Terraform's output names do not have. Got: "ab".`,
  ],
  [
    "several mistakes at once",
    withFlow({ from: "10.0.0.5/16", to: "nowhere", port: "tcp/x" }),
    `CORDON_CIDR_HOST_BITS at ${AT}/flows/0/from: `,
    `CORDON_TIER_UNKNOWN at ${AT}/flows/0/to: `,
    `CORDON_PORT_MALFORMED at ${AT}/flows/0/port: `,
  ],
];

describe("a mistake in the context ends the run with one line a problem, and nothing is written", () => {
  it.each(MISTAKES)("%s", (_name, cordon, ...lines) => {
    const run = runMain([compiledMain()], cordon === undefined ? undefined : { cordon });
    const told = run.stderr.trimEnd().split("\n");
    expect(told).toHaveLength(lines.length);
    for (const [index, line] of lines.entries()) expect(told[index]?.slice(0, line.length)).toBe(line);
    expect(run).toMatchObject({ exitCode: 1, stdout: "", files: {} });
    expect(run.stderr).not.toMatch(/^\s+at |node_modules/m);
  });
});

describe("names that collide with nothing", () => {
  it.each(["aws", "app-security-group-id", "frontend"])("the network may be called %s", (name) => {
    expect(runMain([compiledMain()], { cordon: { ...BASE, name } })).toMatchObject({
      exitCode: 0,
      stderr: "",
    });
  });
});

it("fails the synthesis of all stacks for a wrong policy", () => {
  const main = ["--import", "tsx", "stacks/main.ts"];
  const wrong = {
    name: "orders",
    region: "eu-central-1",
    backendUrl: "https://orders.example.com/",
    issuer: { issuer: "https://login.example.com/", audience: ["https://api.example.com"] },
    policies: "test/constructs/policy/no-policies.json",
  };
  // Without a broker, whose functions are bundled before the API that they open.
  const failed = runMain(main, { cordon: defaultContext().cordon, "cordon-api": wrong });
  expect(failed.exitCode).toBe(1);
  expect(failed.stderr).toMatch(
    /^CORDON_POLICY_ENGINE_POLICIES_UNREADABLE at api\/engine: .*no-policies\.json/,
  );
  expect(Object.keys(failed.files)).toEqual([]);
});

it("fails the synthesis of all stacks for entitlements that nobody could ever have", () => {
  const wrong = { name: "orders", region: "eu-central-1", entitlements: "test/stacks/nowhere.json" };
  const failed = runMain(["--import", "tsx", "stacks/main.ts"], {
    cordon: BASE,
    "cordon-access": wrong,
  });
  expect(failed.exitCode).toBe(1);
  expect(failed.stderr).toMatch(/^CORDON_JIT_ENTITLEMENTS_UNREADABLE at test\/stacks\/nowhere\.json/);
  expect(Object.keys(failed.files)).toEqual([]);
});
