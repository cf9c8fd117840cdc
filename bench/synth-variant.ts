// One measurement of `npm run bench -- synth` in a process of its own: node --expose-gc, variant, number of flows, folder.
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group/index.js";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { Port, Segmentation } from "../constructs/index.js";

/** Flows that start at one segment: well inside the quota of 60 rules in each direction. */
const FLOWS_PER_SEGMENT = 20;
const VPC_ID = "vpc-0123456789abcdef0";
const PORT = 443;

interface BenchmarkFlow {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

function flowsOf(count: number): { segments: number; flows: BenchmarkFlow[] } {
  const segments = Math.max(FLOWS_PER_SEGMENT + 1, Math.ceil(count / FLOWS_PER_SEGMENT));
  const flows = Array.from({ length: count }, (_, index) => {
    const from = index % segments;
    return {
      from,
      to: (from + 1 + Math.floor(index / segments)) % segments,
      reason: `conversation ${index}`,
    };
  });
  return { segments, flows };
}

/** Through our constructs. */
function declareSegments(stack: TerraformStack, count: number): void {
  const { segments, flows } = flowsOf(count);
  const segmentation = new Segmentation(stack, "bench", { vpc: { vpcId: VPC_ID } });
  const made = Array.from({ length: segments }, (_, index) => segmentation.segment(`segment-${index}`));
  for (const { from, to, reason } of flows) {
    const [source, target] = [made[from], made[to]];
    if (source !== undefined && target !== undefined) source.allowTo(target, Port.HTTPS, { reason });
  }
}

/** The same resources with the same attributes, written by hand in plain CDKTF. */
function writeResources(stack: TerraformStack, count: number): void {
  const { segments, flows } = flowsOf(count);
  const groups = Array.from(
    { length: segments },
    (_, index) =>
      new SecurityGroup(stack, `segment-${index}`, {
        vpcId: VPC_ID,
        namePrefix: `bench-segment-${index}-`,
        description: "Segment of a Cordon segmentation; its rules are managed as code",
        lifecycle: { createBeforeDestroy: true },
        tags: { Name: `bench-segment-${index}`, "cordon:segment": `segment-${index}` },
      }),
  );
  for (const { from, to, reason } of flows) {
    const [source, target] = [groups[from], groups[to]];
    if (source === undefined || target === undefined) continue;
    const common = { description: reason, ipProtocol: "tcp", fromPort: PORT, toPort: PORT };
    new VpcSecurityGroupEgressRule(stack, `egress-${from}-to-${to}`, {
      ...common,
      securityGroupId: source.id,
      referencedSecurityGroupId: target.id,
    });
    new VpcSecurityGroupIngressRule(stack, `ingress-${to}-from-${from}`, {
      ...common,
      securityGroupId: target.id,
      referencedSecurityGroupId: source.id,
    });
  }
}

const [variant, count, outdir] = process.argv.slice(2);
const start = performance.now();
const app = new App({ outdir: outdir ?? "cdktf.out" });
const stack = new TerraformStack(app, "bench");
new LocalBackend(stack, { path: "terraform.tfstate" });
new AwsProvider(stack, "aws", { region: "eu-central-1" });
if (variant === "cordon") declareSegments(stack, Number(count));
else writeResources(stack, Number(count));
app.synth();
const milliseconds = performance.now() - start;
globalThis.gc?.();
const heapBytes = process.memoryUsage().heapUsed;
process.stdout.write(JSON.stringify({ milliseconds, heapBytes }));
