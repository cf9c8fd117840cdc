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

module "orders" {
  source  = "../../modules/rds-aurora"
  name    = "orders"
  vpc_id  = module.vpc.vpc_id
  subnets = module.vpc.private_subnets
  security_group_rules = {
    app      = { source_security_group_id = aws_security_group.app.id }
    vpc      = { cidr_blocks = ["10.0.1.0/24"] }
    outgoing = { type = "egress", from_port = 443, to_port = 443, cidr_blocks = ["203.0.113.0/24"] }
  }
}

module "reports" {
  source                 = "../../modules/rds-aurora"
  name                   = "reports"
  vpc_id                 = module.vpc.vpc_id
  subnets                = module.vpc.private_subnets
  vpc_security_group_ids = [module.orders.security_group_id]
  security_group_rules = {
    orders = { source_security_group_id = module.orders.security_group_id }
  }
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = module.vpc.vpc_id
}

resource "aws_vpc_security_group_egress_rule" "app" {
  security_group_id            = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = module.orders.security_group_id
}
