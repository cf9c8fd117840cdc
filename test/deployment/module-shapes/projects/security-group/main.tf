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

module "web" {
  source              = "../../modules/security-group"
  name                = "web"
  vpc_id              = module.vpc.vpc_id
  ingress_cidr_blocks = ["0.0.0.0/0"]
  ingress_rules       = ["https-443-tcp", "http-80-tcp"]
  egress_rules        = ["all-all"]
}

module "bastion" {
  source          = "../../modules/security-group"
  name            = "bastion"
  use_name_prefix = false
  vpc_id          = module.vpc.vpc_id
  ingress_with_cidr_blocks = [
    { rule = "ssh-tcp", cidr_blocks = "203.0.113.0/24,198.51.100.0/24" },
    { from_port = 9100, to_port = 9110, protocol = "tcp", description = "metrics", cidr_blocks = "10.0.0.0/16" },
  ]
  egress_rules = ["all-all"]
}

module "db" {
  source            = "../../modules/security-group"
  name              = "db"
  vpc_id            = module.vpc.vpc_id
  ingress_with_self = [{ rule = "all-all" }]
  computed_ingress_with_source_security_group_id = [
    { rule = "postgresql-tcp", source_security_group_id = module.web.security_group_id },
    { rule = "ssh-tcp", source_security_group_id = module.bastion.security_group_id },
  ]
  number_of_computed_ingress_with_source_security_group_id = 2
}
