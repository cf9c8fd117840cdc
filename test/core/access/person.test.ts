import { describe, expect, it } from "vitest";
import { personOf } from "../../../core/access/person.js";

const ROLE =
  "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Oncall_1a2b";
const SESSION = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Oncall_1a2b/alice@example.com";
const people = {
  roles: [
    {
      arn: "arn:aws:iam::111122223333:role/aws-reserved/*/AWSReservedSSO_Oncall_*",
      person: "sessionName" as const,
      groups: ["oncall"],
    },
    { arn: "arn:aws:iam::111122223333:role/ci", person: "sourceIdentity" as const, groups: ["ci"] },
  ],
  users: [
    { arn: "arn:aws:iam::111122223333:user/deploy", id: "deploy", kind: "service" as const, groups: ["ci"] },
  ],
};

describe("who a caller is", () => {
  it("believes the session name of a listed role", () => {
    expect(personOf({ arn: SESSION, roleArn: ROLE }, people)).toEqual({
      ok: true,
      value: { id: "alice@example.com", kind: "user", groups: ["oncall"] },
    });
  });

  it("knows listed users by the file, and others by their name", () => {
    const user = (name: string): unknown =>
      personOf({ arn: `arn:aws:iam::111122223333:user/${name}` }, people);
    expect(user("deploy")).toEqual({ ok: true, value: { id: "deploy", kind: "service", groups: ["ci"] } });
    expect(user("team/bob")).toEqual({ ok: true, value: { id: "bob", kind: "user", groups: [] } });
  });

  it.each([
    ["a session without the role's path", { arn: SESSION }],
    ["a session of another role", { arn: SESSION, roleArn: ROLE.replace("1a2b", "ffff") }],
    ["a session of another account", { arn: SESSION, roleArn: ROLE.replace("111122223333", "123456789012") }],
    [
      "a session of a role that is not listed",
      {
        arn: SESSION.replace("AWSReservedSSO_Oncall_1a2b", "Other"),
        roleArn: ROLE.replace("AWSReservedSSO_Oncall_1a2b", "Other"),
      },
    ],
    [
      "a source identity that nobody knows",
      { arn: "arn:aws:sts::111122223333:assumed-role/ci/x1", roleArn: "arn:aws:iam::111122223333:role/ci" },
    ],
    ["root", { arn: "arn:aws:iam::111122223333:root" }],
    ["a federated user", { arn: "arn:aws:sts::111122223333:federated-user/alice" }],
    ["a name that is too short", { arn: "arn:aws:iam::111122223333:user/a" }],
  ])("does not know %s", (_, caller) => {
    expect(personOf(caller, people)).toMatchObject({ ok: false, refusal: { reason: "caller_unknown" } });
  });
});
