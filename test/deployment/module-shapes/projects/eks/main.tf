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

module "blue" {
  source       = "../../modules/eks"
  cluster_name = "blue"
  vpc_id       = module.vpc.vpc_id
  subnet_ids   = module.vpc.private_subnets
  node_security_group_additional_rules = {
    ingress_office = {
      protocol    = "tcp"
      from_port   = 30443
      to_port     = 30443
      type        = "ingress"
      cidr_blocks = ["203.0.113.0/24"]
    }
  }
}

module "green" {
  source                         = "../../modules/eks"
  cluster_name                   = "green"
  vpc_id                         = module.vpc.vpc_id
  subnet_ids                     = module.vpc.private_subnets
  cluster_endpoint_public_access = true
  cluster_security_group_additional_rules = {
    ingress_bastion = {
      protocol                 = "tcp"
      from_port                = 443
      to_port                  = 443
      type                     = "ingress"
      source_security_group_id = aws_security_group.bastion.id
    }
  }
}

resource "aws_security_group" "bastion" {
  name   = "bastion"
  vpc_id = module.vpc.vpc_id

  egress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}
