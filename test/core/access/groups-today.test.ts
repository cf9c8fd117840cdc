import { expect, it } from "vitest";
import { groupsToday, isIdentityCenterRole } from "../../../core/access/groups-today.js";

const ROLE = "arn:aws:iam::111122223333:role/Oncall";
const PEOPLE = {
  roles: [{ arn: ROLE, person: "sessionName" as const, groups: ["oncall"] }],
  users: [{ arn: "arn:aws:iam::111122223333:user/lead", id: "lead", groups: ["leads"] }],
};

it.each([
  ["keeps a group that a role still gives", { id: "u-17", groups: ["oncall"] }, [], ["oncall"]],
  ["keeps a group that the user still has", { id: "Lead", groups: ["leads"] }, [], ["leads"]],
  ["drops the group of another user", { id: "u-17", groups: ["leads"] }, [], []],
  ["drops a group that nobody gives any more", { id: "u-17", groups: ["gone"] }, [], []],
  [
    "adds those of the store, each once",
    { id: "u-17", groups: ["oncall"] },
    ["oncall", "dba"],
    ["oncall", "dba"],
  ],
  ["gives nobody a group that the file alone gives", { id: "u-17" }, [], []],
])("%s", (_, requester, stored, expected) => {
  expect(groupsToday(requester, PEOPLE, stored)).toEqual(expected);
});

it("drops every group where the file has no people", () => {
  expect(groupsToday({ id: "u-17", groups: ["oncall"] }, undefined)).toEqual([]);
});

it("knows the roles of IAM Identity Center by their path", () => {
  const path = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-central-1";
  expect(isIdentityCenterRole(`${path}/AWSReservedSSO_Oncall_0123456789abcdef`)).toBe(true);
  expect(isIdentityCenterRole("arn:aws:iam::111122223333:role/AWSReservedSSO_Oncall_0123456789abcdef")).toBe(
    false,
  );
  expect(isIdentityCenterRole("arn:aws:iam::111122223333:role/x/aws-reserved/sso.amazonaws.com/Oncall")).toBe(
    false,
  );
});
