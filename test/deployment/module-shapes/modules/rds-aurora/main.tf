variable "name" { type = string }
variable "create" {
  type    = bool
  default = true
}
variable "vpc_id" {
  type    = string
  default = ""
}
variable "subnets" {
  type    = list(string)
  default = []
}
variable "create_security_group" {
  type    = bool
  default = true
}
variable "vpc_security_group_ids" {
  type    = list(string)
  default = []
}
variable "security_group_rules" {
  type    = any
  default = {}
}

locals {
  create                = var.create
  port                  = 5432
  create_security_group = local.create && var.create_security_group
}

resource "aws_db_subnet_group" "this" {
  count      = local.create ? 1 : 0
  name       = var.name
  subnet_ids = var.subnets
}

resource "aws_rds_cluster" "this" {
  count                       = local.create ? 1 : 0
  cluster_identifier          = var.name
  engine                      = "aurora-postgresql"
  engine_version              = "16.4"
  port                        = local.port
  master_username             = "keeper"
  manage_master_user_password = true
  skip_final_snapshot         = true
  db_subnet_group_name        = aws_db_subnet_group.this[0].name
  vpc_security_group_ids      = compact(concat([try(aws_security_group.this[0].id, "")], var.vpc_security_group_ids))
}

resource "aws_security_group" "this" {
  count       = local.create_security_group ? 1 : 0
  name_prefix = "${var.name}-"
  description = "Control traffic to/from RDS Aurora ${var.name}"
  vpc_id      = var.vpc_id
}

resource "aws_security_group_rule" "this" {
  for_each                 = { for k, v in var.security_group_rules : k => v if local.create_security_group }
  type                     = try(each.value.type, "ingress")
  from_port                = try(each.value.from_port, local.port)
  to_port                  = try(each.value.to_port, local.port)
  protocol                 = try(each.value.protocol, "tcp")
  security_group_id        = aws_security_group.this[0].id
  cidr_blocks              = try(each.value.cidr_blocks, null)
  description              = try(each.value.description, null)
  ipv6_cidr_blocks         = try(each.value.ipv6_cidr_blocks, null)
  prefix_list_ids          = try(each.value.prefix_list_ids, null)
  source_security_group_id = try(each.value.source_security_group_id, null)
}

output "security_group_id" {
  value = try(aws_security_group.this[0].id, null)
}
