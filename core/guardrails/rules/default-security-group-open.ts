import { blocksAt } from "../../terraform/attribute.js";
import { type Guardrail, undecided, violated } from "../guardrail.js";

/** CORDON-NET-015: The default security group of a VPC is not closed. */
export const defaultSecurityGroupOpen: Guardrail = {
  id: "CORDON-NET-015",
  title: "The default security group of a VPC is not closed",
  severity: "medium",
  why: "Whatever is started without a group gets this one, and AWS makes it with free traffic among its members and to the internet.",
  fix: "Adopt it as aws_default_security_group without any rule.",
  equivalents: {
    checkov: ["CKV2_AWS_12"],
    trivy: ["AWS-0173"],
    cdkNag: ["VPCDefaultSecurityGroupClosed"],
    cis: ["5.4"],
    nist: ["AC-4", "SC-7(5)"],
  },
  *check(network) {
    for (const vpc of network.resources("aws_vpc")) {
      const adopted = network.companions(vpc, "aws_default_security_group", "vpc_id");
      if (adopted.found.length > 0) continue;
      yield adopted.incomplete
        ? undecided(
            vpc.id,
            "which VPC an aws_default_security_group belongs to is not determined by the input",
          )
        : violated(vpc.id, "the default security group keeps the rules that AWS gives it");
    }
    for (const group of network.resources("aws_default_security_group")) {
      const open = ["ingress", "egress"].filter((direction) => {
        const { blocks, complete } = blocksAt(group.values, direction);
        return blocks.length > 0 || !complete;
      });
      if (open.length > 0 || network.rulesOf(group.id).length > 0) {
        yield violated(group.id, "the default security group has rules");
      }
    }
  },
};
