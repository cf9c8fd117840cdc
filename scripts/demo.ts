import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { runCheck } from "../cli/check/check-run.js";
import { processStreams } from "../cli/streams.js";
import { valueOrThrow } from "../core/errors.js";
import { parseApiConfig } from "../stacks/api-config.js";
import { ApiStack } from "../stacks/api-stack.js";
import { parseNetworkConfig } from "../stacks/network-config.js";
import { NetworkStack } from "../stacks/network-stack.js";
import { accessDemo } from "./demo-access.js";
import { detectionDemo } from "./demo-detection.js";
import { identityDemo } from "./demo-identity.js";
import { policyDemo } from "./demo-policy.js";
import { ruleTable } from "./rule-table.js";

// `npm run demo`: the main job on one machine, without a cloud account.
const OUTPUT = ".demo";

const say = (text: string) => process.stdout.write(text);

say(`Ten requests to the access policies of examples/policies, decided:
${policyDemo()}

A sign-in, a risk that closes an API, and the step-up that opens it again:
${await identityDemo()}

Just-in-time access, by the broker in memory with a fake IAM:
${await accessDemo()}

`);

const { context } = JSON.parse(readFileSync("cdktf.json", "utf8"));
rmSync(OUTPUT, { recursive: true, force: true });
mkdirSync(OUTPUT);
const app = new App({ outdir: OUTPUT, context });
new NetworkStack(app, "network", valueOrThrow(parseNetworkConfig(context.cordon)));
new ApiStack(app, "api", valueOrThrow(parseApiConfig(context["cordon-api"])));
app.synth();

say(`What is unusual in the access log of a generated week:
${await detectionDemo(OUTPUT)}

`);

const path = join(OUTPUT, "stacks/network/cdk.tf.json");
say(`Synthesized from cdktf.json, without any cloud account: the network, in ${path},
and beside it an HTTP API of which every route asks the policy engine.

Who may talk to whom (everything else is denied, in both directions):
${ruleTable(JSON.parse(readFileSync(path, "utf8")))}

$ npx cordon check ${OUTPUT}
`);
process.exitCode = await runCheck([[OUTPUT]], { format: "table", failOn: "low" }, processStreams());
