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

module "app_sg" {
  source       = "../../modules/security-group"
  name         = "app"
  vpc_id       = module.vpc.vpc_id
  egress_rules = ["postgresql-tcp"]
}

module "db_sg" {
  source = "../../modules/security-group"
  name   = "db"
  vpc_id = module.vpc.vpc_id
  computed_ingress_with_source_security_group_id = [
    { rule = "postgresql-tcp", source_security_group_id = module.app_sg.security_group_id },
  ]
  number_of_computed_ingress_with_source_security_group_id = 1
}

module "orders" {
  source                 = "../../modules/rds"
  identifier             = "orders"
  subnet_ids             = module.vpc.private_subnets
  vpc_security_group_ids = [module.db_sg.security_group_id]
}

module "reports" {
  source                 = "../../modules/rds"
  identifier             = "reports"
  subnet_ids             = module.vpc.private_subnets
  vpc_security_group_ids = [module.db_sg.security_group_id, aws_security_group.office.id]
}

resource "aws_security_group" "office" {
  name   = "office"
  vpc_id = module.vpc.vpc_id
}

resource "aws_security_group_rule" "office" {
  security_group_id = aws_security_group.office.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 5432
  to_port           = 5432
  cidr_blocks       = ["10.0.1.0/24"]
}
