variable "create" {
  type    = bool
  default = true
}
variable "identifier" { type = string }
variable "vpc_security_group_ids" {
  type    = list(string)
  default = null
}
variable "db_subnet_group_name" {
  type    = string
  default = null
}

# A cluster in several zones: the emulator does not find an aws_db_instance again.
resource "aws_rds_cluster" "this" {
  count                       = var.create ? 1 : 0
  cluster_identifier          = var.identifier
  engine                      = "postgres"
  engine_version              = "16.4"
  db_cluster_instance_class   = "db.m6gd.large"
  storage_type                = "io1"
  iops                        = 1000
  allocated_storage           = 100
  master_username             = "keeper"
  manage_master_user_password = true
  skip_final_snapshot         = true
  vpc_security_group_ids      = var.vpc_security_group_ids
  db_subnet_group_name        = var.db_subnet_group_name
}

output "identifier" {
  value = try(aws_rds_cluster.this[0].cluster_identifier, null)
}
