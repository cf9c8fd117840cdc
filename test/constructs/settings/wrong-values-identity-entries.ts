import { fileURLToPath } from "node:url";
import type { TerraformStack } from "cdktf";
import * as api from "../../../constructs/index.js";
import { CERTIFICATE, DOMAIN, IDENTITY, WEB_ACL } from "../identity/identity-stack.js";
import { POLICY_FILE } from "../policy/engine-stack.js";
import { argsOf, BOUNDARY, type Entry, logIn, make, once, TAGS } from "./wrong-values-entry.js";

const fixture = (name: string) => fileURLToPath(new URL(`../identity/${name}`, import.meta.url));

const believingEngineIn = (stack: TerraformStack) =>
  once(
    stack,
    "believing",
    () =>
      new api.PolicyEngine(stack, "believing", {
        policies: POLICY_FILE,
        issuer: api.Authenticator.issuerOf(DOMAIN),
      }),
  );

const identityProps = (stack: TerraformStack) =>
  ({
    domain: DOMAIN,
    relyingParty: { id: "example.com", name: "Example" } satisfies Required<api.RelyingPartyProps>,
    engine: believingEngineIn(stack),
    environment: "production",
    origins: ["https://shop.example.com"],
    audiences: ["https://api.example.com"],
    certificateArn: CERTIFICATE,
    hostedZoneId: "Z0123456789ABCDEFGHIJ",
    webAclArn: WEB_ACL,
    throttle: { rate: 10, burst: 20 } satisfies Required<api.ThrottleProps>,
    transmitters: fixture("transmitters.json"),
    authorizePage: fixture("authorize.html"),
    log: logIn(stack),
    unknownNameSpike: 5,
    failureSpike: 10,
    alarmActions: ["arn:aws:sns:eu-central-1:111122223333:alarms"],
    name: "shop",
    deletionProtection: true,
    logRetentionDays: 30,
    function: {
      memoryMegabytes: 512,
      permissionsBoundary: BOUNDARY,
      reservedConcurrency: 10,
      runtime: "nodejs22.x",
    } satisfies Required<NonNullable<api.AuthenticatorProps["function"]>>,
    tags: TAGS,
  }) satisfies Required<Omit<api.AuthenticatorProps, "cookieDomain">>;

/** Identity. */
export const IDENTITY_ENTRIES: Readonly<Record<string, Entry>> = {
  Authenticator: {
    args: (stack) => [stack, "identity", identityProps(stack)],
    call: make(api.Authenticator),
    taken: {
      construct: ["0"],
      text: ["1", "2.relyingParty.name", "2.audiences.0", "2.name", "2.tags.team"],
      undefined: [
        "2.engine",
        "2.environment",
        "2.origins",
        "2.audiences",
        "2.certificateArn",
        "2.hostedZoneId",
        "2.webAclArn",
        "2.throttle",
        "2.transmitters",
        "2.authorizePage",
        "2.log",
        "2.unknownNameSpike",
        "2.failureSpike",
        "2.alarmActions",
        "2.name",
        "2.deletionProtection",
        "2.logRetentionDays",
        "2.function",
        "2.function.memoryMegabytes",
        "2.function.permissionsBoundary",
        "2.function.reservedConcurrency",
        "2.function.runtime",
        "2.tags",
        "2.tags.team",
      ],
      "[]": ["2.audiences", "2.alarmActions"],
      number: [
        "2.throttle.rate",
        "2.throttle.burst",
        "2.unknownNameSpike",
        "2.failureSpike",
        "2.logRetentionDays",
        "2.function.reservedConcurrency",
      ],
      "{}": ["2.function", "2.tags"],
    },
  },
  "Authenticator.issuerOf": {
    args: () => [DOMAIN],
    call: (_, ...args) => api.Authenticator.issuerOf(...argsOf<typeof api.Authenticator.issuerOf>(args)),
    taken: { text: ["0"] },
  },
  "Authenticator.inform": {
    args: (stack) => [believingEngineIn(stack)],
    call: (stack, ...args) =>
      once(stack, "informing", () => new api.Authenticator(stack, "informing", IDENTITY)).inform(
        ...argsOf<api.Authenticator["inform"]>(args),
      ),
    taken: {},
  },
};
