terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}
provider "aws" {
  region = "eu-central-1"
}
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
data "aws_vpc" "again" { id = aws_vpc.main.id }
resource "aws_subnet" "s" {
  vpc_id = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_default_security_group" "d" { vpc_id = aws_vpc.main.id }
resource "aws_security_group" "a" {
  name = "a"
  vpc_id = aws_vpc.main.id
}
resource "aws_security_group" "b" {
  name = "b"
  vpc_id = aws_vpc.main.id
}
resource "aws_security_group" "c" {
  name = "c"
  vpc_id = aws_vpc.main.id
  ingress {
    from_port = 8080
    to_port = 8080
    protocol = "tcp"
    security_groups = [aws_security_group.b.id]
    description = "inline"
  }
}
resource "aws_vpc_security_group_egress_rule" "ab" {
  security_group_id = aws_security_group.a.id
  referenced_security_group_id = aws_security_group.b.id
  ip_protocol = "tcp"
  from_port = 443
  to_port = 443
}
resource "aws_vpc_security_group_ingress_rule" "ab" {
  security_group_id = aws_security_group.b.id
  referenced_security_group_id = aws_security_group.a.id
  ip_protocol = "tcp"
  from_port = var.port
  to_port = 443
}
variable "port" { default = 443 }
resource "aws_security_group_rule" "bself" {
  security_group_id = aws_security_group.b.id
  type = "egress"
  self = true
  protocol = "-1"
  from_port = 0
  to_port = 0
}
resource "aws_security_group_rule" "bcidr" {
  security_group_id = aws_security_group.b.id
  type = "ingress"
  cidr_blocks = ["203.0.113.0/24"]
  protocol = "tcp"
  from_port = 22
  to_port = 22
}
resource "aws_network_interface" "n" {
  subnet_id = aws_subnet.s.id
  security_groups = [aws_security_group.a.id]
  private_ips = ["10.0.1.10"]
}
