import { describe, expect, it } from "vitest";
import { readDocument } from "../../../core/reachability/read-document.js";

const group = {
  address: "aws_security_group.a",
  mode: "managed",
  type: "aws_security_group",
  name: "a",
  provider_name: "registry.terraform.io/hashicorp/aws",
  values: { id: "sg-0123456789abcdef0", name: "a", vpc_id: "vpc-0123456789abcdef0" },
};

function state(root: unknown): object {
  return { format_version: "1.0", terraform_version: "1.9.0", values: { root_module: root } };
}

function plan(parts: object): object {
  return {
    format_version: "1.2",
    terraform_version: "1.9.0",
    planned_values: { root_module: { resources: [group] } },
    resource_changes: [
      { address: group.address, change: { actions: ["create"], after_unknown: { id: true } } },
    ],
    configuration: {
      root_module: { resources: [{ address: group.address, type: group.type, name: "a", expressions: {} }] },
    },
    ...parts,
  };
}

function problems(json: object): string[] {
  const read = readDocument([{ path: "in.json", json }]);
  return read.ok ? [] : read.problems.map(({ code, where, allowed }) => `${code} ${where}: ${allowed}`);
}

describe("the shape of plans and states", () => {
  it("is that of Terraform", () => {
    expect(problems(state({ resources: [group], child_modules: [{ address: "module.m" }] }))).toEqual([]);
    expect(problems(plan({}))).toEqual([]);
    expect(problems(plan({ prior_state: null }))).toEqual([]);
  });

  const cases: readonly (readonly [what: string, json: object, where: string])[] = [
    ["resources", state({ resources: { a: group } }), "/values/root_module/resources: a list"],
    ["a resource", state({ resources: [group, "x"] }), "/values/root_module/resources/1: an object"],
    ["a type", state({ resources: [{ ...group, type: 5 }] }), "/values/root_module/resources/0/type: text"],
    [
      "no address",
      state({ resources: [{ ...group, address: null }] }),
      "/values/root_module/resources/0/address: text",
    ],
    [
      "values",
      state({ resources: [group], child_modules: [{ resources: [{ ...group, values: "x" }] }] }),
      "/values/root_module/child_modules/0/resources/0/values: an object",
    ],
    [
      "modules",
      state({ resources: [group], child_modules: "x" }),
      "/values/root_module/child_modules: a list",
    ],
    ["changes", plan({ resource_changes: {} }), "/resource_changes: a list"],
    ["a change", plan({ resource_changes: [{ change: {} }] }), "/resource_changes/0/address: text"],
    [
      "actions",
      plan({ resource_changes: [{ address: "a.b", change: { actions: "create" } }] }),
      "/resource_changes/0/change/actions: a list",
    ],
    [
      "what is unknown",
      plan({ resource_changes: [{ address: "a.b", change: { after_unknown: "x" } }] }),
      "/resource_changes/0/change/after_unknown: an object",
    ],
    [
      "expressions",
      plan({ configuration: { root_module: { resources: [{ expressions: [] }] } } }),
      "/configuration/root_module/resources/0/expressions: an object",
    ],
    [
      "a called module",
      plan({ configuration: { root_module: { module_calls: { m: { module: 5 } } } } }),
      "/configuration/root_module/module_calls/m/module: an object",
    ],
    ["the prior state", plan({ prior_state: { values: [] } }), "/prior_state/values: an object"],
  ];
  it.each(cases)("refuses %s of another shape", (_, json, where) => {
    expect(problems(json)).toEqual([`CORDON_DOCUMENT_MALFORMED in.json#${where}`]);
  });
});
