import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { conversations } from "../../scripts/rule-table.js";

/** Inside the checkout, so that imports and tsconfig paths resolve as in a user's project; ignored by git. */
const FOLDER = ".demo/readme";

const readme = readFileSync("README.md", "utf8");

function blocks(language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms");
  return [...readme.matchAll(fence)].map(([, code = ""]) => code);
}

/** The snippet inside a stack of its own, synthesized by a process of its own. */
function synthesize(snippet: string, name: string): string[] {
  const imports = snippet.split("\n").filter((line) => line.startsWith("import "));
  const statements = snippet.split("\n").filter((line) => !line.startsWith("import "));
  const file = join(FOLDER, `${name}.ts`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(
    file,
    `import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, LocalBackend, TerraformStack } from "cdktf";
${imports.join("\n")}
const terraform = new App({ outdir: "${FOLDER}/${name}" });
class ReadmeStack extends TerraformStack {
  constructor() {
    super(terraform, "readme");
    new LocalBackend(this, { path: "terraform.tfstate" });
    new AwsProvider(this, "aws", { region: "eu-central-1" });
    const vpc = { vpcId: "vpc-0123456789abcdef0", region: "eu-central-1", routeTableIds: ["rtb-0123456789abcdef0"] };
    ${statements.join("\n    ")}
  }
}
new ReadmeStack();
terraform.synth();
`,
  );
  execFileSync(process.execPath, ["--import", "tsx", file], { stdio: "pipe" });
  return conversationsOf(join(FOLDER, name, "stacks/readme/cdk.tf.json"));
}

function conversationsOf(file: string): string[] {
  return conversations(JSON.parse(readFileSync(file, "utf8"))).map(
    ({ from, to, port }) => `${from} to ${to} on ${port}`,
  );
}

const EXPECTED = [
  "203.0.113.0/24 to frontend on tcp/443",
  "app to db on tcp/5432",
  "app to s3 (AWS service) on tcp/443",
  "frontend to app on tcp/443",
];

describe("README", () => {
  afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

  it.each(blocks("ts").map((code, index) => [index, code] as const))(
    "snippet %i synthesizes to exactly the four conversations",
    (index, code) => {
      expect(synthesize(code, `snippet-${index}`)).toEqual(EXPECTED);
    },
  );

  it("has both snippets", () => {
    expect(blocks("ts")).toHaveLength(2);
  });

  it("shows what the demo prints", () => {
    const output = execFileSync(process.execPath, ["--import", "tsx", "scripts/demo.ts"], {
      encoding: "utf8",
    });
    for (const shown of blocks("text")) expect(output).toContain(shown.trim());
    expect(conversationsOf(".demo/stacks/network/cdk.tf.json")).toEqual(EXPECTED);
  });

  it("names only files that exist", () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link = ""]) => link);
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
  });
});
