variable "identifier" { type = string }
variable "vpc_security_group_ids" {
  type    = list(string)
  default = []
}
variable "subnet_ids" {
  type    = list(string)
  default = []
}
variable "create_db_subnet_group" {
  type    = bool
  default = true
}
variable "db_subnet_group_name" {
  type    = string
  default = null
}

locals {
  create_db_subnet_group = var.create_db_subnet_group
  db_subnet_group_name   = var.create_db_subnet_group ? aws_db_subnet_group.this[0].id : var.db_subnet_group_name
}

resource "aws_db_subnet_group" "this" {
  count      = local.create_db_subnet_group ? 1 : 0
  name       = var.identifier
  subnet_ids = var.subnet_ids
}

module "db_cluster" {
  source = "./db-cluster"

  identifier             = var.identifier
  vpc_security_group_ids = var.vpc_security_group_ids
  db_subnet_group_name   = local.db_subnet_group_name
}

output "db_cluster_identifier" {
  value = module.db_cluster.identifier
}
