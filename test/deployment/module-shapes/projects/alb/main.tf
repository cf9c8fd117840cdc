terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

module "vpc" {
  source          = "../../modules/vpc"
  name            = "shop"
  cidr            = "10.0.0.0/16"
  public_subnets  = ["10.0.1.0/24", "10.0.2.0/24"]
  private_subnets = ["10.0.11.0/24", "10.0.12.0/24"]
}

module "public" {
  source  = "../../modules/alb"
  name    = "public"
  vpc_id  = module.vpc.vpc_id
  subnets = module.vpc.public_subnets
  security_group_ingress_rules = {
    http  = { from_port = 80, cidr_ipv4 = "0.0.0.0/0" }
    https = { from_port = 443, cidr_ipv4 = "0.0.0.0/0", description = "pages" }
  }
  security_group_egress_rules = {
    inside = { ip_protocol = "-1", cidr_ipv4 = module.vpc.vpc_cidr_block }
  }
}

module "internal" {
  source   = "../../modules/alb"
  name     = "internal"
  internal = true
  vpc_id   = module.vpc.vpc_id
  subnets  = module.vpc.private_subnets
  security_group_ingress_rules = {
    public = { from_port = 8080, referenced_security_group_id = module.public.security_group_id }
    office = { from_port = 443, cidr_ipv4 = "203.0.113.0/24" }
  }
  security_group_egress_rules = {
    backend = { from_port = 9000, to_port = 9010, referenced_security_group_id = aws_security_group.backend.id }
  }
}

resource "aws_security_group" "backend" {
  name   = "backend"
  vpc_id = module.vpc.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "backend" {
  security_group_id            = aws_security_group.backend.id
  ip_protocol                  = "tcp"
  from_port                    = 9000
  to_port                      = 9010
  referenced_security_group_id = module.internal.security_group_id
}
