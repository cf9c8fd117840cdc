// The program of a project that has Cordon installed. The package tests put it, unchanged, into an ES module
// project and into a CommonJS one.
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, LocalBackend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import {
  AccessLog,
  CordonError,
  Peer,
  Port,
  Quarantine,
  type Segment,
  Segmentation,
  SegmentedVpc,
  ThreeTier,
} from "cordon";

class Shop extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new LocalBackend(this, { path: "terraform.tfstate" });
    new AwsProvider(this, "aws", { region: "eu-central-1" });
    const vpc = new SegmentedVpc(this, "vpc", {
      region: "eu-central-1",
      cidr: "10.0.0.0/16",
      zones: ["eu-central-1a"],
      tiers: [{ name: "frontend", public: true }, { name: "app" }, { name: "db" }],
    });
    const shop = new ThreeTier(this, "shop", {
      vpc,
      clients: [{ peer: Peer.cidr("203.0.113.0/24"), reason: "office users" }],
      egress: [{ from: "app", to: Peer.awsService("s3"), reason: "invoices" }],
    });
    const jobs: Segment = shop.segment("jobs");
    jobs.allowTo(shop.db, Port.tcpRange(5432, 5433), { reason: "nightly report", id: "report" });

    new AccessLog(this, "log", { retentionDays: 30 });

    const existing = new Segmentation(this, "existing", { vpc: { vpcId: "vpc-0123456789abcdef0" } });
    new Quarantine(existing, "quarantine");
    try {
      existing.segment("batch").allowTo(jobs, Port.HTTPS, { reason: "" });
      throw new Error("a flow without a reason was accepted");
    } catch (error) {
      if (!(error instanceof CordonError) || error.code !== "CORDON_REASON_MISSING") throw error;
    }
  }
}

const app = new App();
new Shop(app, "shop");
app.synth();
