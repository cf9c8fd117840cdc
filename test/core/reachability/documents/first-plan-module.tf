variable "vpc" {}
variable "peers" { type = list(string) }
resource "aws_security_group" "g" {
 name = "g"
 vpc_id = var.vpc
}
resource "aws_vpc_security_group_ingress_rule" "p" {
  count = 2
  security_group_id = aws_security_group.g.id
  referenced_security_group_id = var.peers[count.index]
  ip_protocol = "-1"
}
resource "aws_security_group_rule" "l" {
  type = "egress"
  security_group_id = aws_security_group.g.id
  protocol = "tcp"
  from_port = 1
  to_port = 2
  source_security_group_id = var.peers[0]
}
output "group_id" { value = aws_security_group.g.id }
