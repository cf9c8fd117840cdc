import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { runCheck } from "../cli/run-check.js";
import { valueOrThrow } from "../core/errors.js";
import { parseNetworkConfig } from "../stacks/network-config.js";
import { NetworkStack } from "../stacks/network-stack.js";
import { ruleTable } from "./rule-table.js";

// `npm run demo`: the main job on one machine, without a cloud account.
const OUTPUT = ".demo";

const say = (text: string) => process.stdout.write(text);

const { context } = JSON.parse(readFileSync("cdktf.json", "utf8"));
rmSync(OUTPUT, { recursive: true, force: true });
mkdirSync(OUTPUT);
const app = new App({ outdir: OUTPUT, context });
new NetworkStack(app, "network", valueOrThrow(parseNetworkConfig(context.cordon)));
app.synth();

const path = join(OUTPUT, "stacks/network/cdk.tf.json");
say(`Synthesized ${path} from cdktf.json, without any cloud account.

Who may talk to whom (everything else is denied, in both directions):
${ruleTable(JSON.parse(readFileSync(path, "utf8")))}

$ npx cordon check ${OUTPUT}
`);
process.exitCode = await runCheck(
  OUTPUT,
  { format: "table", failOn: "low" },
  { out: say, err: (text) => process.stderr.write(text) },
);
