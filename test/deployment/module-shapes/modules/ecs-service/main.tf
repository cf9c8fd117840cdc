variable "name" { type = string }
variable "cluster_arn" {
  type    = string
  default = ""
}
variable "subnet_ids" {
  type    = list(string)
  default = []
}
variable "vpc_id" {
  type    = string
  default = null
}
variable "network_mode" {
  type    = string
  default = "awsvpc"
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
  is_awsvpc             = var.network_mode == "awsvpc"
  create_security_group = var.create_security_group && local.is_awsvpc
  security_groups       = flatten(concat([try(aws_security_group.this[0].id, [])], var.security_group_ids))
  network_configuration = {
    assign_public_ip = false
    security_groups  = local.security_groups
    subnets          = var.subnet_ids
  }
}

resource "aws_ecs_task_definition" "this" {
  family       = var.name
  network_mode = var.network_mode
  container_definitions = jsonencode([{
    name   = var.name
    image  = "public.ecr.aws/docker/library/busybox:latest"
    memory = 128
  }])
}

resource "aws_ecs_service" "this" {
  count           = 1
  name            = var.name
  cluster         = var.cluster_arn
  desired_count   = 1
  launch_type     = "FARGATE"
  task_definition = aws_ecs_task_definition.this.arn

  dynamic "network_configuration" {
    for_each = local.is_awsvpc ? [local.network_configuration] : []

    content {
      assign_public_ip = network_configuration.value.assign_public_ip
      security_groups  = network_configuration.value.security_groups
      subnets          = network_configuration.value.subnets
    }
  }
}

resource "aws_security_group" "this" {
  count       = local.create_security_group ? 1 : 0
  name_prefix = "${var.name}-"
  description = "group of the service ${var.name}"
  vpc_id      = var.vpc_id
}

resource "aws_security_group_rule" "this" {
  for_each                 = { for k, v in var.security_group_rules : k => v if local.create_security_group }
  security_group_id        = aws_security_group.this[0].id
  protocol                 = each.value.protocol
  from_port                = each.value.from_port
  to_port                  = each.value.to_port
  type                     = each.value.type
  description              = lookup(each.value, "description", null)
  cidr_blocks              = lookup(each.value, "cidr_blocks", null)
  ipv6_cidr_blocks         = lookup(each.value, "ipv6_cidr_blocks", null)
  prefix_list_ids          = lookup(each.value, "prefix_list_ids", null)
  self                     = lookup(each.value, "self", null)
  source_security_group_id = lookup(each.value, "source_security_group_id", null)
}

output "security_group_id" {
  value = try(aws_security_group.this[0].id, null)
}
