variable "cluster_name" { type = string }
variable "vpc_id" {
  type    = string
  default = null
}
variable "subnet_ids" {
  type    = list(string)
  default = []
}
variable "create_cluster_security_group" {
  type    = bool
  default = true
}
variable "cluster_security_group_id" {
  type    = string
  default = ""
}
variable "cluster_additional_security_group_ids" {
  type    = list(string)
  default = []
}
variable "cluster_security_group_additional_rules" {
  type    = any
  default = {}
}
variable "create_node_security_group" {
  type    = bool
  default = true
}
variable "node_security_group_id" {
  type    = string
  default = ""
}
variable "node_security_group_additional_rules" {
  type    = any
  default = {}
}
variable "cluster_endpoint_public_access" {
  type    = bool
  default = false
}

locals {
  create                    = true
  cluster_role              = try(aws_iam_role.this[0].arn, null)
  create_cluster_sg         = local.create && var.create_cluster_security_group
  cluster_security_group_id = local.create_cluster_sg ? aws_security_group.cluster[0].id : var.cluster_security_group_id
  create_node_sg            = local.create && var.create_node_security_group
  node_security_group_id    = local.create_node_sg ? aws_security_group.node[0].id : var.node_security_group_id
  cluster_security_group_rules = { for k, v in {
    ingress_nodes_443 = {
      description                = "Node groups to cluster API"
      protocol                   = "tcp"
      from_port                  = 443
      to_port                    = 443
      type                       = "ingress"
      source_node_security_group = true
    }
  } : k => v if local.create_node_sg }
  node_security_group_rules = {
    ingress_cluster_443 = {
      description                   = "Cluster API to node groups"
      protocol                      = "tcp"
      from_port                     = 443
      to_port                       = 443
      type                          = "ingress"
      source_cluster_security_group = true
    }
    ingress_cluster_kubelet = {
      description                   = "Cluster API to node kubelets"
      protocol                      = "tcp"
      from_port                     = 10250
      to_port                       = 10250
      type                          = "ingress"
      source_cluster_security_group = true
    }
    ingress_self_coredns_tcp = {
      description = "Node to node CoreDNS"
      protocol    = "tcp"
      from_port   = 53
      to_port     = 53
      type        = "ingress"
      self        = true
    }
    egress_all = {
      description = "Allow all egress"
      protocol    = "-1"
      from_port   = 0
      to_port     = 0
      type        = "egress"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}

resource "aws_iam_role" "this" {
  count = local.create ? 1 : 0
  name  = "${var.cluster_name}-cluster"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = ["eks.amazonaws.com", "ec2.amazonaws.com"] } }]
  })
}

resource "aws_eks_cluster" "this" {
  count    = local.create ? 1 : 0
  name     = var.cluster_name
  role_arn = local.cluster_role

  vpc_config {
    security_group_ids      = compact(distinct(concat(var.cluster_additional_security_group_ids, [local.cluster_security_group_id])))
    subnet_ids              = coalescelist(var.subnet_ids, [""])
    endpoint_private_access = true
    endpoint_public_access  = var.cluster_endpoint_public_access
  }
}

resource "aws_security_group" "cluster" {
  count       = local.create_cluster_sg ? 1 : 0
  name_prefix = "${var.cluster_name}-cluster-"
  description = "EKS cluster security group"
  vpc_id      = var.vpc_id
}

resource "aws_security_group_rule" "cluster" {
  for_each                 = { for k, v in merge(local.cluster_security_group_rules, var.cluster_security_group_additional_rules) : k => v if local.create_cluster_sg }
  security_group_id        = aws_security_group.cluster[0].id
  protocol                 = each.value.protocol
  from_port                = each.value.from_port
  to_port                  = each.value.to_port
  type                     = each.value.type
  description              = lookup(each.value, "description", null)
  cidr_blocks              = lookup(each.value, "cidr_blocks", null)
  ipv6_cidr_blocks         = lookup(each.value, "ipv6_cidr_blocks", null)
  prefix_list_ids          = lookup(each.value, "prefix_list_ids", null)
  self                     = lookup(each.value, "self", null)
  source_security_group_id = try(each.value.source_node_security_group, false) ? local.node_security_group_id : lookup(each.value, "source_security_group_id", null)
}

resource "aws_security_group" "node" {
  count       = local.create_node_sg ? 1 : 0
  name_prefix = "${var.cluster_name}-node-"
  description = "EKS node shared security group"
  vpc_id      = var.vpc_id
}

resource "aws_security_group_rule" "node" {
  for_each                 = { for k, v in merge(local.node_security_group_rules, var.node_security_group_additional_rules) : k => v if local.create_node_sg }
  security_group_id        = aws_security_group.node[0].id
  protocol                 = each.value.protocol
  from_port                = each.value.from_port
  to_port                  = each.value.to_port
  type                     = each.value.type
  description              = lookup(each.value, "description", null)
  cidr_blocks              = lookup(each.value, "cidr_blocks", null)
  ipv6_cidr_blocks         = lookup(each.value, "ipv6_cidr_blocks", null)
  prefix_list_ids          = lookup(each.value, "prefix_list_ids", [])
  self                     = lookup(each.value, "self", null)
  source_security_group_id = try(each.value.source_cluster_security_group, false) ? local.cluster_security_group_id : lookup(each.value, "source_security_group_id", null)
}

resource "aws_launch_template" "this" {
  name_prefix            = "${var.cluster_name}-"
  vpc_security_group_ids = compact([local.node_security_group_id])
}

resource "aws_eks_node_group" "this" {
  cluster_name    = aws_eks_cluster.this[0].name
  node_group_name = "default"
  node_role_arn   = local.cluster_role
  subnet_ids      = var.subnet_ids
  launch_template {
    id      = aws_launch_template.this.id
    version = "1"
  }
  scaling_config {
    min_size     = 1
    max_size     = 1
    desired_size = 1
  }
}

output "cluster_security_group_id" {
  value = try(aws_security_group.cluster[0].id, null)
}
output "node_security_group_id" {
  value = try(aws_security_group.node[0].id, null)
}
output "cluster_primary_security_group_id" {
  value = try(aws_eks_cluster.this[0].vpc_config[0].cluster_security_group_id, null)
}
