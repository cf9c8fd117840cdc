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

module "shared" {
  source                = "../../modules/vpc-endpoints"
  vpc_id                = module.vpc.vpc_id
  subnet_ids            = module.vpc.private_subnets
  create_security_group = true
  security_group_name   = "shared-endpoints"
  security_group_rules = {
    vpc = { cidr_blocks = ["10.0.0.0/16"] }
  }
  endpoints = {
    sqs = { service = "sqs" }
    s3 = {
      service         = "s3"
      service_type    = "Gateway"
      route_table_ids = module.vpc.private_route_table_ids
    }
  }
}

module "logging" {
  source                = "../../modules/vpc-endpoints"
  vpc_id                = module.vpc.vpc_id
  subnet_ids            = module.vpc.private_subnets
  create_security_group = true
  security_group_name   = "logging-endpoints"
  security_group_rules = {
    app = { source_security_group_id = module.app_sg.security_group_id }
  }
  endpoints = {
    logs = { service = "logs" }
    sns  = { service = "sns", security_group_ids = [module.shared.security_group_id] }
  }
}

module "app_sg" {
  source       = "../../modules/security-group"
  name         = "app"
  vpc_id       = module.vpc.vpc_id
  egress_rules = ["https-443-tcp"]
}
