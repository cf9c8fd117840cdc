import { describe, expect, it } from "vitest";
import { networkIn, problemsIn, workTree } from "./work-tree.js";

const TIERS = {
  "main.tf": `
    variable "cidr" {
      type    = string
      default = "10.0.0.0/16"
    }
    locals {
      tiers = { app = 1, web = 2 } # by name
    }
    resource "aws_vpc" "main" { cidr_block = var.cidr }
    module "tier" {
      source   = "./tier"
      for_each = local.tiers
      name     = each.key
      vpc_id   = aws_vpc.main.id
    }
    resource "aws_vpc_security_group_egress_rule" "out" {
      security_group_id            = module.tier["web"].id
      referenced_security_group_id = module.tier["app"].id
      ip_protocol = "tcp"
      from_port   = 443
      to_port     = 443
    }
    resource "aws_vpc_security_group_ingress_rule" "in" {
      security_group_id            = module.tier["app"].id
      referenced_security_group_id = one([for name, tier in module.tier : tier.id if name == "web"])
      ip_protocol = "tcp"
      from_port   = 443
      to_port     = 443
    }`,
  "tier/main.tf": `
    variable "name" { type = string }
    variable "vpc_id" {}
    resource "aws_security_group" "this" {
      name   = "tier-\${var.name}"
      vpc_id = var.vpc_id
    }
    output "id" { value = aws_security_group.this.id }`,
};

const WEB_TO_APP =
  'module.tier["web"].aws_security_group.this -> module.tier["app"].aws_security_group.this tcp 443-443 always';

describe("a folder of HCL", () => {
  it("is read with its local modules, an instance for each element", async () => {
    const { model, edges } = await networkIn(workTree(TIERS));
    expect([...model.securityGroups.keys()].sort()).toEqual([
      'module.tier["app"].aws_security_group.this',
      'module.tier["web"].aws_security_group.this',
    ]);
    expect(edges).toEqual([WEB_TO_APP]);
    expect(model.unknown).toEqual([]);
  });

  it("knows the line of every problem", async () => {
    const folder = workTree({
      "main.tf":
        'resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/8"\n}\n\nresource "aws_vpc" "b" {\n\n  cidr_block = "10.0.0.1/8"\n}\n',
    });
    expect(await problemsIn(folder)).toEqual([
      "CORDON_CIDR_HOST_BITS main.tf:7: the CIDR block does not start at its network address",
    ]);
  });

  it("is not empty where its only modules are not installed", async () => {
    const { edges, model } = await networkIn(
      workTree({ "main.tf": 'module "net" {\n  source = "acme/net/aws"\n}\n' }),
    );
    expect(edges).toEqual([]);
    expect(model.unknown).toEqual([
      { resource: "module.net", why: "the module acme/net/aws is not installed: run terraform init" },
    ]);
  });

  it("takes modules of a registry from where terraform init put them", async () => {
    const called = { ...TIERS, "main.tf": TIERS["main.tf"].replace('"./tier"', '"acme/tier/aws"') };
    const open = await networkIn(workTree(called));
    expect(open.edges).not.toContain(WEB_TO_APP);
    expect(open.model.unknown).toContainEqual({
      resource: 'module.tier["app"]',
      why: "the module acme/tier/aws is not installed: run terraform init",
    });
    const manifest = (source: string) =>
      JSON.stringify({
        Modules: [
          { Key: "", Source: "", Dir: "." },
          { Key: "tier", Source: source, Version: "1.0.0", Dir: "tier" },
        ],
      });
    const path = ".terraform/modules/modules.json";
    const installed = await networkIn(
      workTree({ ...called, [path]: manifest("registry.terraform.io/acme/tier/aws") }),
    );
    expect(installed.edges).toEqual([WEB_TO_APP]);
    const withVersion = (constraint: string) =>
      networkIn(
        workTree({
          ...called,
          "main.tf": called["main.tf"].replace('aws"', `aws"\n      version  = "${constraint}"`),
          [path]: manifest("registry.terraform.io/acme/tier/aws"),
        }),
      );
    expect((await withVersion(">= 0.9, < 2.0")).edges).toEqual([WEB_TO_APP]);
    const stale = await withVersion("~> 1.1");
    expect(stale.edges).not.toContain(WEB_TO_APP);
    expect(stale.model.unknown).toContainEqual({
      resource: 'module.tier["app"]',
      why: "version 1.0.0 of the module acme/tier/aws is installed, which is not ~> 1.1: run terraform init",
    });
    const other = await networkIn(
      workTree({ ...called, [path]: manifest("registry.terraform.io/else/tier/aws") }),
    );
    expect(other.edges).not.toContain(WEB_TO_APP);
  });
});
