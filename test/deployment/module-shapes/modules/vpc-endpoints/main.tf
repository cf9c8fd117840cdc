variable "vpc_id" { type = string }
variable "endpoints" {
  type    = any
  default = {}
}
variable "subnet_ids" {
  type    = list(string)
  default = []
}
variable "security_group_ids" {
  type    = list(string)
  default = []
}
variable "create_security_group" {
  type    = bool
  default = false
}
variable "security_group_name" {
  type    = string
  default = "endpoints"
}
variable "security_group_rules" {
  type    = any
  default = {}
}

locals {
  endpoints          = { for k, v in var.endpoints : k => v if lookup(v, "create", true) }
  security_group_ids = var.create_security_group ? concat(var.security_group_ids, [aws_security_group.this[0].id]) : var.security_group_ids
}

resource "aws_vpc_endpoint" "this" {
  for_each           = local.endpoints
  vpc_id             = var.vpc_id
  service_name       = "com.amazonaws.eu-central-1.${each.value.service}"
  vpc_endpoint_type  = try(each.value.service_type, "Interface")
  security_group_ids = try(each.value.service_type, "Interface") == "Interface" ? length(distinct(concat(local.security_group_ids, lookup(each.value, "security_group_ids", [])))) < 1 ? null : distinct(concat(local.security_group_ids, lookup(each.value, "security_group_ids", []))) : null
  subnet_ids         = try(each.value.service_type, "Interface") == "Interface" ? distinct(concat(var.subnet_ids, lookup(each.value, "subnet_ids", []))) : null
  route_table_ids    = try(each.value.service_type, "Interface") == "Gateway" ? lookup(each.value, "route_table_ids", null) : null
}

resource "aws_security_group" "this" {
  count       = var.create_security_group ? 1 : 0
  name        = var.security_group_name
  description = "group of the endpoints"
  vpc_id      = var.vpc_id
}

resource "aws_security_group_rule" "this" {
  for_each                 = { for k, v in var.security_group_rules : k => v if var.create_security_group }
  security_group_id        = aws_security_group.this[0].id
  protocol                 = try(each.value.protocol, "tcp")
  from_port                = try(each.value.from_port, 443)
  to_port                  = try(each.value.to_port, 443)
  type                     = try(each.value.type, "ingress")
  description              = try(each.value.description, null)
  cidr_blocks              = lookup(each.value, "cidr_blocks", null)
  source_security_group_id = lookup(each.value, "source_security_group_id", null)
}

output "security_group_id" {
  value = try(aws_security_group.this[0].id, null)
}
