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

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = module.vpc.vpc_id

  egress {
    protocol    = "tcp"
    from_port   = 6379
    to_port     = 6379
    cidr_blocks = ["10.0.0.0/16"]
  }
}

module "sessions" {
  source     = "../../modules/elasticache"
  cluster_id = "sessions"
  vpc_id     = module.vpc.vpc_id
  subnet_ids = module.vpc.private_subnets
  security_group_rules = {
    app = { referenced_security_group_id = aws_security_group.app.id }
  }
}

module "carts" {
  source     = "../../modules/elasticache"
  cluster_id = "carts"
  vpc_id     = module.vpc.vpc_id
  subnet_ids = module.vpc.private_subnets
  security_group_rules = {
    public = { cidr_ipv4 = "10.0.1.0/24" }
    itself = { from_port = 16379, to_port = 16379, referenced_security_group_id = "self" }
    sync   = { type = "egress", from_port = 6379, to_port = 6379, referenced_security_group_id = module.sessions.security_group_id }
  }
}
