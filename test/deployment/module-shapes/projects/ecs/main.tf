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

resource "aws_ecs_cluster" "this" {
  name = "shop"
}

module "alb" {
  source  = "../../modules/alb"
  name    = "public"
  vpc_id  = module.vpc.vpc_id
  subnets = module.vpc.public_subnets
  security_group_ingress_rules = {
    https = { from_port = 443, cidr_ipv4 = "0.0.0.0/0" }
  }
  security_group_egress_rules = {
    inside = { ip_protocol = "-1", cidr_ipv4 = module.vpc.vpc_cidr_block }
  }
}

module "frontend" {
  source      = "../../modules/ecs-service"
  name        = "frontend"
  cluster_arn = aws_ecs_cluster.this.arn
  vpc_id      = module.vpc.vpc_id
  subnet_ids  = module.vpc.private_subnets
  security_group_rules = {
    alb = {
      type                     = "ingress"
      protocol                 = "tcp"
      from_port                = 3000
      to_port                  = 3000
      description              = "from the load balancer"
      source_security_group_id = module.alb.security_group_id
    }
    out = {
      type        = "egress"
      protocol    = "-1"
      from_port   = 0
      to_port     = 0
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}

module "orders" {
  source      = "../../modules/ecs-service"
  name        = "orders"
  cluster_arn = aws_ecs_cluster.this.arn
  vpc_id      = module.vpc.vpc_id
  subnet_ids  = module.vpc.private_subnets
  security_group_rules = {
    frontend = {
      type                     = "ingress"
      protocol                 = "tcp"
      from_port                = 8080
      to_port                  = 8080
      source_security_group_id = module.frontend.security_group_id
    }
    itself = {
      type      = "ingress"
      protocol  = "tcp"
      from_port = 7946
      to_port   = 7946
      self      = true
    }
  }
}
