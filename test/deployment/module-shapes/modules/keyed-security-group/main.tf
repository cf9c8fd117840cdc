variable "name" { type = string }
variable "enabled" {
  type    = bool
  default = true
}
variable "vpc_id" { type = string }
variable "target_security_group_id" {
  type    = list(string)
  default = []
}
variable "create_before_destroy" {
  type    = bool
  default = true
}
variable "allow_all_egress" {
  type    = bool
  default = true
}
variable "rules" {
  type    = list(any)
  default = []
}
variable "rule_matrix" {
  type    = any
  default = []
}

locals {
  enabled               = var.enabled
  create_security_group = local.enabled && length(var.target_security_group_id) == 0
  created_security_group = local.create_security_group ? (
    var.create_before_destroy ? aws_security_group.cbd[0] : aws_security_group.default[0]
  ) : null
  security_group_id = local.enabled ? (
    local.create_security_group ? local.created_security_group.id : var.target_security_group_id[0]
  ) : null

  norm_rules = [for i, rule in var.rules : {
    key                      = coalesce(lookup(rule, "key", null), "rule-${i}")
    type                     = rule.type
    from_port                = rule.from_port
    to_port                  = rule.to_port
    protocol                 = rule.protocol
    cidr_blocks              = try(tolist(rule.cidr_blocks), [])
    source_security_group_id = lookup(rule, "source_security_group_id", null)
    self                     = lookup(rule, "self", null) == true ? true : null
  }]
  norm_matrix = concat(concat([[]], [for m, subject in var.rule_matrix : [for i, rule in subject.rules : {
    key                      = "m-${m}-${i}"
    type                     = rule.type
    from_port                = rule.from_port
    to_port                  = rule.to_port
    protocol                 = rule.protocol
    cidr_blocks              = try(tolist(subject.cidr_blocks), [])
    source_security_group_id = null
    self                     = lookup(subject, "self", null) == true ? true : null
  }]])...)
  extra_rules = var.allow_all_egress ? [{
    key                      = "_allow_all_egress_"
    type                     = "egress"
    from_port                = 0
    to_port                  = 0
    protocol                 = "-1"
    cidr_blocks              = ["0.0.0.0/0"]
    source_security_group_id = null
    self                     = null
  }] : []
  all_rules   = concat(local.norm_rules, local.norm_matrix, local.extra_rules)
  keyed_rules = { for rule in local.all_rules : rule.key => rule }
}

resource "aws_security_group" "default" {
  count       = local.create_security_group && !var.create_before_destroy ? 1 : 0
  name        = var.name
  description = "Managed by its module"
  vpc_id      = var.vpc_id
}

resource "aws_security_group" "cbd" {
  count       = local.create_security_group && var.create_before_destroy ? 1 : 0
  name_prefix = "${var.name}-"
  description = "Managed by its module"
  vpc_id      = var.vpc_id

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_security_group_rule" "keyed" {
  for_each                 = local.keyed_rules
  security_group_id        = local.security_group_id
  type                     = each.value.type
  from_port                = each.value.from_port
  to_port                  = each.value.to_port
  protocol                 = each.value.protocol
  cidr_blocks              = length(each.value.cidr_blocks) == 0 ? null : each.value.cidr_blocks
  source_security_group_id = each.value.source_security_group_id
  self                     = each.value.self
}

output "id" {
  value = local.security_group_id
}
