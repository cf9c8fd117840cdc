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

module "web_sg" {
  source              = "../../modules/security-group"
  name                = "web"
  vpc_id              = module.vpc.vpc_id
  ingress_cidr_blocks = ["0.0.0.0/0"]
  ingress_rules       = ["https-443-tcp"]
  egress_rules        = ["all-all"]
}

module "worker_sg" {
  source = "../../modules/security-group"
  name   = "worker"
  vpc_id = module.vpc.vpc_id
  computed_ingress_with_source_security_group_id = [
    { from_port = 8080, to_port = 8080, protocol = "tcp", source_security_group_id = module.web_sg.security_group_id },
  ]
  number_of_computed_ingress_with_source_security_group_id = 1
}

module "web" {
  source              = "../../modules/autoscaling"
  name                = "web"
  vpc_zone_identifier = module.vpc.public_subnets
  network_interfaces = [{
    device_index                = 0
    associate_public_ip_address = true
    security_groups             = [module.web_sg.security_group_id]
  }]
}

module "worker" {
  source              = "../../modules/autoscaling"
  name                = "worker"
  vpc_zone_identifier = module.vpc.private_subnets
  security_groups     = [module.worker_sg.security_group_id]
}
