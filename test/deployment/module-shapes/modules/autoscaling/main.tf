variable "name" { type = string }
variable "create_launch_template" {
  type    = bool
  default = true
}
variable "launch_template_id" {
  type    = string
  default = null
}
variable "security_groups" {
  type    = list(string)
  default = []
}
variable "network_interfaces" {
  type    = list(any)
  default = []
}
variable "vpc_zone_identifier" {
  type    = list(string)
  default = null
}

locals {
  launch_template_id      = var.create_launch_template ? aws_launch_template.this[0].id : var.launch_template_id
  launch_template_version = "$Latest"
}

resource "aws_launch_template" "this" {
  count                  = var.create_launch_template ? 1 : 0
  name_prefix            = "${var.name}-"
  image_id               = "ami-12c6146b"
  instance_type          = "t4g.small"
  vpc_security_group_ids = length(var.network_interfaces) > 0 ? [] : var.security_groups

  dynamic "network_interfaces" {
    for_each = var.network_interfaces

    content {
      device_index                = try(network_interfaces.value.device_index, null)
      associate_public_ip_address = try(network_interfaces.value.associate_public_ip_address, null)
      security_groups             = compact(concat(try(network_interfaces.value.security_groups, []), var.security_groups))
    }
  }
}

resource "aws_autoscaling_group" "this" {
  count               = 1
  name                = var.name
  min_size            = 0
  max_size            = 1
  desired_capacity    = 0
  vpc_zone_identifier = var.vpc_zone_identifier

  launch_template {
    id      = local.launch_template_id
    version = local.launch_template_version
  }
}

output "launch_template_id" {
  value = try(aws_launch_template.this[0].id, null)
}
