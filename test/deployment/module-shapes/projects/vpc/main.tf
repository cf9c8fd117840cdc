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
  source             = "../../modules/vpc"
  name               = "shop"
  cidr               = "10.0.0.0/16"
  public_subnets     = ["10.0.1.0/24", "10.0.2.0/24"]
  private_subnets    = ["10.0.11.0/24", "10.0.12.0/24"]
  enable_nat_gateway = true
}

module "back_office" {
  source          = "../../modules/vpc"
  name            = "back-office"
  cidr            = "10.1.0.0/16"
  private_subnets = ["10.1.11.0/24"]
}

module "web_sg" {
  source              = "../../modules/security-group"
  name                = "web"
  vpc_id              = module.vpc.vpc_id
  ingress_cidr_blocks = ["0.0.0.0/0"]
  ingress_rules       = ["https-443-tcp"]
  egress_rules        = ["https-443-tcp"]
}

module "office_sg" {
  source              = "../../modules/security-group"
  name                = "office"
  vpc_id              = module.back_office.vpc_id
  ingress_cidr_blocks = [module.back_office.vpc_cidr_block]
  ingress_rules       = ["https-443-tcp"]
  ingress_with_self   = [{ rule = "all-all" }]
  egress_rules        = ["all-all"]
}

resource "aws_instance" "web" {
  ami                    = "ami-12c6146b"
  instance_type          = "t4g.small"
  subnet_id              = module.vpc.public_subnets[0]
  vpc_security_group_ids = [module.web_sg.security_group_id]
}

resource "aws_instance" "office" {
  ami                    = "ami-12c6146b"
  instance_type          = "t4g.small"
  subnet_id              = module.back_office.private_subnets[0]
  vpc_security_group_ids = [module.office_sg.security_group_id]
}

resource "aws_instance" "plain" {
  ami           = "ami-12c6146b"
  instance_type = "t4g.small"
  subnet_id     = module.vpc.private_subnets[1]
}
