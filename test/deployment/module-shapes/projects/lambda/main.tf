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

module "api_sg" {
  source       = "../../modules/security-group"
  name         = "api"
  vpc_id       = module.vpc.vpc_id
  egress_rules = ["https-443-tcp"]
}

module "worker_sg" {
  source = "../../modules/security-group"
  name   = "worker"
  vpc_id = module.vpc.vpc_id
  computed_ingress_with_source_security_group_id = [
    { rule = "https-443-tcp", source_security_group_id = module.api_sg.security_group_id },
  ]
  number_of_computed_ingress_with_source_security_group_id = 1
}

module "api" {
  source                 = "../../modules/lambda"
  function_name          = "api"
  package                = "${path.module}/function.zip"
  vpc_subnet_ids         = module.vpc.private_subnets
  vpc_security_group_ids = [module.api_sg.security_group_id]
}

module "worker" {
  source                 = "../../modules/lambda"
  function_name          = "worker"
  package                = "${path.module}/function.zip"
  vpc_subnet_ids         = module.vpc.private_subnets
  vpc_security_group_ids = [module.worker_sg.security_group_id]
}

module "nightly" {
  source        = "../../modules/lambda"
  function_name = "nightly"
  package       = "${path.module}/function.zip"
}
