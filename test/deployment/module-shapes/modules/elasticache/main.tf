variable "cluster_id" { type = string }
variable "vpc_id" {
  type    = string
  default = null
}
variable "subnet_ids" {
  type    = list(string)
  default = []
}
variable "create_security_group" {
  type    = bool
  default = true
}
variable "security_group_ids" {
  type    = list(string)
  default = []
}
variable "security_group_rules" {
  type    = any
  default = {}
}

locals {
  port               = 6379
  security_group_ids = var.create_security_group ? concat(var.security_group_ids, [aws_security_group.this[0].id]) : var.security_group_ids
}

resource "aws_elasticache_subnet_group" "this" {
  count      = length(var.subnet_ids) > 0 ? 1 : 0
  name       = var.cluster_id
  subnet_ids = var.subnet_ids
}

resource "aws_elasticache_cluster" "this" {
  count              = 1
  cluster_id         = var.cluster_id
  engine             = "redis"
  engine_version     = "7.1"
  node_type          = "cache.t4g.micro"
  num_cache_nodes    = 1
  port               = local.port
  subnet_group_name  = try(aws_elasticache_subnet_group.this[0].name, null)
  security_group_ids = local.security_group_ids
}

resource "aws_security_group" "this" {
  count       = var.create_security_group ? 1 : 0
  name_prefix = "${var.cluster_id}-"
  description = "group of the cache ${var.cluster_id}"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each                     = { for k, v in var.security_group_rules : k => v if var.create_security_group && try(v.type, "ingress") == "ingress" }
  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = try(each.value.ip_protocol, "tcp")
  from_port                    = try(each.value.from_port, local.port)
  to_port                      = try(each.value.to_port, local.port)
  cidr_ipv4                    = lookup(each.value, "cidr_ipv4", null)
  referenced_security_group_id = lookup(each.value, "referenced_security_group_id", null) == "self" ? aws_security_group.this[0].id : lookup(each.value, "referenced_security_group_id", null)
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each                     = { for k, v in var.security_group_rules : k => v if var.create_security_group && try(v.type, "ingress") == "egress" }
  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = try(each.value.ip_protocol, "tcp")
  from_port                    = try(each.value.from_port, null)
  to_port                      = try(each.value.to_port, null)
  cidr_ipv4                    = lookup(each.value, "cidr_ipv4", null)
  referenced_security_group_id = lookup(each.value, "referenced_security_group_id", null)
}

output "security_group_id" {
  value = try(aws_security_group.this[0].id, null)
}
