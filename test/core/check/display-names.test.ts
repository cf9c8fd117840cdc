import { describe, expect, it } from "vitest";
import { displayNames } from "../../../core/check/display-names.js";
import type { Endpoint } from "../../../core/reachability/reachability.js";

const endpoint = (
  id: string,
  name: string,
  kind: Endpoint["kind"] = "segment",
  constructPath: string | null = null,
): Endpoint => ({ id, name, kind, constructPath });

const namesOf = (...endpoints: Endpoint[]): string[] => [...displayNames(endpoints).values()].sort();

describe("names that tell endpoints apart", () => {
  it("are their own where nobody else has them", () => {
    expect(
      namesOf(endpoint("aws_security_group.a", "app"), endpoint("module.x.aws_security_group.b", "db")),
    ).toEqual(["app", "db"]);
  });

  it("have the module, or are the module where it holds nothing else", () => {
    expect(
      namesOf(
        endpoint("module.blue.aws_security_group.node[0]", "node"),
        endpoint("module.blue.aws_security_group.cluster[0]", "cluster"),
        endpoint("module.green.aws_security_group.node[0]", "node"),
      ),
    ).toEqual(["blue.node", "cluster", "green"]);
  });

  it("have the keys of instances", () => {
    expect(
      namesOf(
        endpoint('module.web["a.b"].module.sg[0].aws_security_group.this', "this"),
        endpoint('module.web["c"].module.sg[0].aws_security_group.this', "this"),
      ),
    ).toEqual(['web["a.b"].sg[0]', 'web["c"].sg[0]']);
  });

  it("have the kind outside modules, and the type inside", () => {
    expect(
      namesOf(endpoint("aws_security_group.app", "app"), endpoint("aws_instance.app", "app", "workload")),
    ).toEqual(["app segment", "app workload"]);
    expect(
      namesOf(
        endpoint("module.b.aws_launch_template.this", "this", "workload"),
        endpoint("module.b.aws_eks_node_group.this", "this", "workload"),
        endpoint("module.b.aws_instance.web[1]", "this", "workload"),
      ),
    ).toEqual(["b.eks_node_group", "b.instance.web[1]", "b.launch_template"]);
  });

  it("are the construct path, or the id, where nothing shorter does", () => {
    expect(
      namesOf(
        endpoint("one/aws_security_group.app", "app", "segment", "one/app/Resource"),
        endpoint("two/aws_security_group.app", "app", "segment", "two/app/Resource"),
        endpoint("aws_security_group.x[0]", "x"),
        endpoint("aws_security_group.x[1]", "x"),
      ),
    ).toEqual(["aws_security_group.x[0]", "aws_security_group.x[1]", "one/app", "two/app"]);
  });

  it("never take the plain name of another", () => {
    const names = namesOf(
      endpoint("module.blue.aws_security_group.a", "node"),
      endpoint("module.blue.aws_security_group.b", "other"),
      endpoint("aws_security_group.c", "node"),
      endpoint("aws_security_group.d", "blue.node"),
    );
    expect(new Set(names).size).toBe(4);
    expect(names).toContain("blue.node");
    expect(displayNames([endpoint("aws_security_group.d", "blue.node")]).get("aws_security_group.d")).toBe(
      "blue.node",
    );
  });
});
