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

module "app" {
  source = "../../modules/keyed-security-group"
  name   = "app"
  vpc_id = module.vpc.vpc_id
  rules = [
    {
      key         = "https"
      type        = "ingress"
      from_port   = 443
      to_port     = 443
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    },
  ]
}

module "db" {
  source                = "../../modules/keyed-security-group"
  name                  = "db"
  vpc_id                = module.vpc.vpc_id
  create_before_destroy = false
  allow_all_egress      = false
  rules = [
    {
      key                      = "app"
      type                     = "ingress"
      from_port                = 5432
      to_port                  = 5432
      protocol                 = "tcp"
      source_security_group_id = module.app.id
    },
  ]
  rule_matrix = [
    {
      cidr_blocks = ["10.0.1.0/24", "10.0.2.0/24"]
      rules = [
        { type = "ingress", from_port = 5432, to_port = 5432, protocol = "tcp" },
        { type = "ingress", from_port = 9187, to_port = 9187, protocol = "tcp" },
      ]
    },
    {
      self  = true
      rules = [{ type = "ingress", from_port = 7000, to_port = 7001, protocol = "tcp" }]
    },
  ]
}

module "extra" {
  source                   = "../../modules/keyed-security-group"
  name                     = "extra"
  vpc_id                   = module.vpc.vpc_id
  target_security_group_id = [module.db.id]
  allow_all_egress         = false
  rules = [
    {
      key         = "office"
      type        = "ingress"
      from_port   = 5432
      to_port     = 5432
      protocol    = "tcp"
      cidr_blocks = ["203.0.113.0/24"]
    },
  ]
}
