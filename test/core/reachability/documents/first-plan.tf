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
variable "allow" { default = ["10.1.0.0/16"] }
locals { the_group = aws_security_group.app.id }
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "s" {
  count = 2
  vpc_id = aws_vpc.main.id
  cidr_block = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
}
resource "aws_security_group" "app" {
  name = "app"
  vpc_id = aws_vpc.main.id
}
resource "aws_security_group" "inl" {
  name = "inl"
  vpc_id = aws_vpc.main.id
  ingress {
    from_port = 443
    to_port = 443
    protocol = "tcp"
    security_groups = [aws_security_group.app.id]
    self = true
  }
  ingress {
    from_port = 80
    to_port = 80
    protocol = "tcp"
    cidr_blocks = var.allow
  }
  egress {
    from_port = 0
    to_port = 0
    protocol = "-1"
    cidr_blocks = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}
resource "aws_vpc_security_group_ingress_rule" "a" {
  for_each = toset(["10.2.0.0/16", "10.3.0.0/16"])
  security_group_id = aws_security_group.app.id
  cidr_ipv4 = each.value
  ip_protocol = "tcp"
  from_port = 22
  to_port = 22
}
resource "aws_security_group" "many" {
  count = 2
  name = "many${count.index}"
  vpc_id = aws_vpc.main.id
}
resource "aws_vpc_security_group_egress_rule" "many" {
  count = 2
  security_group_id = aws_security_group.many[count.index].id
  referenced_security_group_id = local.the_group
  ip_protocol = "-1"
}
resource "aws_security_group_rule" "leg" {
  type = "ingress"
  security_group_id = aws_security_group.many[0].id
  source_security_group_id = module.m.group_id
  protocol = "tcp"
  from_port = 1
  to_port = 2
}
module "m" {
  source = "./mod"
  vpc = aws_vpc.main.id
  peers = aws_security_group.many[*].id
}
resource "aws_instance" "i" {
  ami = "ami-12345678"
  instance_type = "t3.micro"
  subnet_id = aws_subnet.s[0].id
  vpc_security_group_ids = [aws_security_group.app.id, aws_security_group.many[1].id]
}
resource "aws_network_interface" "n" {
  subnet_id = aws_subnet.s[1].id
  private_ips = ["10.0.1.10"]
  security_groups = toset([aws_security_group.app.id])
}
resource "aws_vpc_security_group_ingress_rule" "ip" {
  security_group_id = aws_security_group.app.id
  cidr_ipv4 = "${aws_instance.i.private_ip}/32"
  ip_protocol = "tcp"
  from_port = 22
  to_port = 22
}
resource "aws_network_acl" "n" {
  vpc_id = aws_vpc.main.id
  subnet_ids = aws_subnet.s[*].id
  ingress { 
    protocol = "tcp"
    rule_no = 100
    action = "allow"
    cidr_block = "0.0.0.0/0"
    from_port = 0
    to_port = 65535
  }
}
resource "aws_route_table" "r" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.g.id
  }
}
resource "aws_internet_gateway" "g" { vpc_id = aws_vpc.main.id }
