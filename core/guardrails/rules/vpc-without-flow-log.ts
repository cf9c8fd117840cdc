import { type Guardrail, undecided, violated } from "../guardrail.js";

/** CORDON-NET-016: A VPC writes no flow log. */
export const vpcWithoutFlowLog: Guardrail = {
  id: "CORDON-NET-016",
  title: "A VPC writes no flow log",
  severity: "medium",
  why: "Without it nobody can say afterwards who talked to whom, and no anomaly can be found in what is not recorded.",
  fix: "Add an aws_flow_log for the VPC with traffic_type ALL.",
  equivalents: {
    checkov: ["CKV2_AWS_11"],
    trivy: ["AWS-0178"],
    cdkNag: ["VPC7", "VPCFlowLogsEnabled"],
    cis: ["3.7"],
    nist: ["AU-2", "AU-12", "SI-4"],
  },
  *check(network) {
    for (const vpc of network.resources("aws_vpc")) {
      const logs = network.companions(vpc, "aws_flow_log", "vpc_id");
      if (logs.found.length > 0) continue;
      yield logs.incomplete
        ? undecided(vpc.id, "which VPC an aws_flow_log belongs to is not determined by the input")
        : violated(vpc.id, "no flow log records the traffic of the VPC");
    }
  },
};
