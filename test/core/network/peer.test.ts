import { describe, expect, it } from "vitest";
import { describePeer, Peer } from "../../../core/network/peer.js";
import { messageOf } from "../../harness/problem-lines.js";

const interpolation = (expression: string): string => `\${${expression}}`;
const TOKEN = interpolation("aws_ec2_managed_prefix_list.corporate.id");

const tokenProblem = (got: string, allowed: string, fix: string): string =>
  "CORDON_TOKEN_NOT_ALLOWED: this value is known only at deployment, so it can be neither checked nor proven. " +
  `Got: ${JSON.stringify(got)}. Allowed: ${allowed}. Fix: ${fix}.`;

describe("Peer.cidr", () => {
  it.each(["203.0.113.0/24", "192.0.2.1/32", "2001:db8::/32", "0.0.0.0/1", "8000::/1"])("%s", (text) => {
    const peer = Peer.cidr(text);
    expect([peer.kind, peer.cidr.text, peer.internet, describePeer(peer)]).toEqual([
      "cidr",
      text,
      false,
      text,
    ]);
  });
  it.each([
    ["0.0.0.0/0", "Peer.anyIpv4()"],
    ["::/0", "Peer.anyIpv6()"],
    ["0:0::/0", "Peer.anyIpv6()"],
  ])("refuses %s, which wants to be said by name", (text, factory) => {
    expect(messageOf(() => Peer.cidr(text))).toBe(
      `CORDON_PEER_INTERNET: this block is the whole internet. Got: "${text}". ` +
        `Allowed: a block of the addresses that the flow really needs. Fix: say it by name where it is meant: ${factory}.`,
    );
  });
  it("refuses what parseCidr refuses", () => {
    expect(messageOf(() => Peer.cidr("10.0.0.5/16"))).toBe(
      "CORDON_CIDR_HOST_BITS: the CIDR block does not start at its network address. " +
        'Got: "10.0.0.5/16". Allowed: a block whose host bits are all zero. ' +
        "Fix: write 10.0.0.0/16 for the network, or 10.0.0.5/32 for the one address.",
    );
    expect(messageOf(() => Peer.cidr(TOKEN))).toBe(
      tokenProblem(TOKEN, "a literal CIDR block", "write the block, or use a prefix list"),
    );
  });
});

describe("the internet", () => {
  it("is a peer only by name", () => {
    expect([Peer.anyIpv4(), Peer.anyIpv6()].map((peer) => [peer.cidr.text, peer.internet])).toEqual([
      ["0.0.0.0/0", true],
      ["::/0", true],
    ]);
  });
});

describe("Peer.prefixList", () => {
  it.each<[string, string, { maxEntries: number; name?: string }, string]>([
    ["an old id", "pl-01234567", { maxEntries: 1 }, "pl-01234567"],
    ["an id", "pl-0123456789abcdef0", { maxEntries: 1000 }, "pl-0123456789abcdef0"],
    ["an id with a name", "pl-0123456789abcdef0", { maxEntries: 20, name: "corporate" }, "corporate"],
    ["a reference with a name", TOKEN, { maxEntries: 20, name: "corporate" }, "corporate"],
  ])("takes %s", (_, prefixListId, options, name) => {
    const peer = Peer.prefixList(prefixListId, options);
    expect(peer).toEqual({ kind: "prefix-list", prefixListId, name, maxEntries: options.maxEntries });
    expect(describePeer(peer)).toBe(`${name} (prefix list)`);
  });

  const refused = (got: string): string =>
    `CORDON_PREFIX_LIST_REFUSED: this is not a prefix list that a rule can name. Got: ${got}. ` +
    "Allowed: an id such as pl-0123456789abcdef0 and a maxEntries from 1 to 1000. " +
    "Fix: copy both from the prefix list; EC2 counts its maximum, not its present entries.";
  it.each([
    ["corporate", 20],
    ["pl-0123456789abcdef", 20],
    ["pl-0123456789ABCDEF0", 20],
    ["sg-0123456789abcdef0", 20],
    ["pl-0123456789abcdef0", 0],
    ["pl-0123456789abcdef0", 1001],
    ["pl-0123456789abcdef0", 1.5],
    ["pl-0123456789abcdef0", -1.8881545897087626e289],
  ])("refuses %s with %d entries", (prefixListId, maxEntries) => {
    expect(messageOf(() => Peer.prefixList(prefixListId, { maxEntries }))).toBe(
      refused(JSON.stringify({ prefixListId, maxEntries })),
    );
  });
  it("refuses a list without its size, as an untyped caller may pass it", () => {
    const untyped = Peer.prefixList as (id: string) => unknown;
    expect(messageOf(() => untyped("pl-0123456789abcdef0"))).toBe(
      refused('{"prefixListId":"pl-0123456789abcdef0"}'),
    );
  });
  it("needs a name for a reference, whose text changes with the order of declarations", () => {
    expect(messageOf(() => Peer.prefixList(TOKEN, { maxEntries: 20 }))).toBe(
      "CORDON_PEER_NAME_NEEDED: the prefix list has an id that is known only at deployment, and no name. " +
        `Got: ${JSON.stringify(TOKEN)}. Allowed: a name, from which the ids of the rules derive. ` +
        'Fix: add { name: "bastion" } with the name that your team uses.',
    );
  });
  it("refuses a name that is none", () => {
    expect(
      messageOf(() => Peer.prefixList("pl-0123456789abcdef0", { maxEntries: 1, name: "our list" })),
    ).toBe(
      'CORDON_SEGMENT_NAME_REFUSED: this is not a valid name for a prefix list. Got: "our list". ' +
        'Allowed: a letter, then letters, digits, ".", "_" and "-", at most 63 characters, not starting with "sg-" (EC2 keeps it for ids). ' +
        "Fix: choose a name such as app or orders-db.",
    );
  });
});

describe("Peer.awsService", () => {
  it.each(["s3", "dynamodb", "ecr.api", "kinesis-streams", "constructor"])("%s", (service) => {
    expect(Peer.awsService(service)).toEqual({ kind: "aws-service", service });
    expect(describePeer(Peer.awsService(service))).toBe(`${service} (AWS service)`);
  });
  it.each([
    ['"S3"', "S3"],
    ['""', ""],
    ['"com.amazonaws.eu-central-1.s3 "', "com.amazonaws.eu-central-1.s3 "],
    ['"ecr..api"', "ecr..api"],
    ['".s3"', ".s3"],
    ["undefined", undefined],
    ['["s3"]', ["s3"]],
    [JSON.stringify(TOKEN), TOKEN],
  ])("%s is not a service", (got, service) => {
    expect(messageOf(() => Peer.awsService(service as unknown as string))).toBe(
      `CORDON_SERVICE_UNKNOWN: this is not the name of a service endpoint. Got: ${got}. ` +
        "Allowed: the part after the region in the endpoint's service name: s3, dynamodb, secretsmanager, ecr.api. " +
        "Fix: look the service up in AWS services that integrate with AWS PrivateLink.",
    );
  });
});

describe("Peer.securityGroup", () => {
  it.each<[string, { name?: string } | undefined, string]>([
    ["sg-01234567", undefined, "sg-01234567"],
    ["sg-0123456789abcdef0", {}, "sg-0123456789abcdef0"],
    ["111122223333/sg-0123456789abcdef0", { name: "bastion" }, "bastion"],
    [interpolation("aws_security_group.bastion.id"), { name: "bastion" }, "bastion"],
  ])("%s", (securityGroupId, options, name) => {
    const peer = Peer.securityGroup(securityGroupId, options);
    expect(peer).toEqual({ kind: "security-group", securityGroupId, name });
    expect(describePeer(peer)).toBe(`${name} (security group)`);
  });
  it.each([
    ['"bastion"', "bastion"],
    ['"sg-0123456789abcdef"', "sg-0123456789abcdef"],
    ['"sg-0123456789ABCDEF0"', "sg-0123456789ABCDEF0"],
    ['"11112222333/sg-01234567"', "11112222333/sg-01234567"],
    ['"sg-01234567\\n"', "sg-01234567\n"],
    ["undefined", undefined],
  ])("refuses %s", (got, id) => {
    expect(messageOf(() => Peer.securityGroup(id as unknown as string))).toBe(
      "CORDON_SECURITY_GROUP_ID_REFUSED: this is not a security group id; Terraform's validate and plan would accept it, EC2 would not. " +
        `Got: ${got}. Allowed: sg- with 8 or 17 hexadecimal digits, with 111122223333/ before it for another account, or a reference. ` +
        "Fix: copy the group's id, not its name.",
    );
  });
  it("needs a name for a reference", () => {
    const reference = interpolation("aws_security_group.bastion.id");
    expect(messageOf(() => Peer.securityGroup(reference))).toBe(
      "CORDON_PEER_NAME_NEEDED: the security group has an id that is known only at deployment, and no name. " +
        `Got: ${JSON.stringify(reference)}. Allowed: a name, from which the ids of the rules derive. ` +
        'Fix: add { name: "bastion" } with the name that your team uses.',
    );
  });
});
