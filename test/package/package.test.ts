import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CDKTN } from "../harness/cdktn.js";
import { CHECKOUT, packageManifest } from "../harness/checkout.js";
import { run } from "../harness/command.js";
import { step } from "../harness/progress.js";
import { makeWorkFolder } from "../harness/work-folder.js";
import { InstalledProject } from "./installed-project.js";

/** The oldest provider of the peer range. */
const OLDEST_PROVIDER = "20.1.0";

const work = makeWorkFolder("package");
const esm = new InstalledProject(work.path, "esm");
const commonjs = new InstalledProject(work.path, "commonjs");
let packedFiles: string[] = [];

beforeAll(async () => {
  const tarball = await step("npm pack", async () => {
    const packed = await run("npm", ["pack", "--json", "--pack-destination", work.path], { cwd: CHECKOUT });
    const [{ filename, files }] = JSON.parse(packed.stdout) as [
      { filename: string; files: { path: string }[] },
    ];
    packedFiles = files.map(({ path }) => path).sort();
    return join(work.path, filename);
  });
  await step("npm install into an ES module project", () => esm.installCordon(tarball));
  await step("npm install into a CommonJS project", () => commonjs.installCordon(tarball));
});

afterAll(() => work.remove());

describe("contents of the package", () => {
  test("are the compiled library and command, their schemas, the guide and the legal texts, and nothing else", () => {
    const expected = [
      /^dist\/(cjs|esm)\/(constructs|core|services|adapters\/(files|http)|middleware)\/.+\.(js|d\.ts)$/,
      /^dist\/(cjs|esm)\/constructs\/function\/package-folder\.cjs$/,
      /^dist\/lambda\/[^/]+\/index\.js$/,
      /^dist\/lambda\/THIRD-PARTY-NOTICES\.txt$/,
      /^dist\/cjs\/package\.json$/,
      /^dist\/cli\/[^/]+\.js$/,
      /^cli\/launch\.js$/,
      /^docs\/[^/]+\.md$/,
      /^schemas\/[^/]+\.json$/,
      /^(LICENSE|README\.md|package\.json)$/,
    ];
    expect(packedFiles.filter((path) => !expected.some((pattern) => pattern.test(path)))).toEqual([]);
    for (const needed of [
      "LICENSE",
      "README.md",
      "cli/launch.js",
      "dist/cli/cordon.js",
      "dist/lambda/THIRD-PARTY-NOTICES.txt",
      // What `cordon explain` and SARIF point to.
      "docs/rules.md",
      "package.json",
    ]) {
      expect(packedFiles).toContain(needed);
    }
  });

  test("hold the same modules for both kinds of project", () => {
    const modulesIn = (folder: string) =>
      packedFiles.filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length));
    const commonjsModules = modulesIn("dist/cjs/").filter((path) => path !== "package.json");
    expect(commonjsModules).toEqual(modulesIn("dist/esm/"));
    expect(commonjsModules).toContain("constructs/index.js");
  });

  test("hold every schema of the checkout", () => {
    const schemas = existsSync(join(CHECKOUT, "schemas")) ? readdirSync(join(CHECKOUT, "schemas")) : [];
    expect(packedFiles.filter((path) => path.startsWith("schemas/"))).toEqual(
      schemas.map((name) => `schemas/${name}`).sort(),
    );
  });

  test("every file that package.json points to is there", () => {
    const pointers = JSON.stringify(
      (({ main, types, exports, bin }) => ({ main, types, exports, bin }))(
        JSON.parse(readFileSync(join(CHECKOUT, "package.json"), "utf8")),
      ),
    );
    const targets = [...pointers.matchAll(/"(?:\.\/)?((?:dist|cli)\/[^"]+)"/g)].map(([, path]) => path);
    expect(targets.length).toBeGreaterThan(5);
    expect(targets.filter((path) => !packedFiles.includes(path as string))).toEqual([]);
  });
});

describe.each([
  ["an ES module project", esm],
  ["a CommonJS project of cdktf init", commonjs],
] as const)("%s", (_, project) => {
  test("type-checks against the package", async () => {
    await project.typeCheck();
  });

  test("is told at compile time of a flow without a reason", async () => {
    const misuse = `import { Port, type Segment } from "cordon";
      export const connect = (from: Segment, to: Segment): void => from.allowTo(to, Port.HTTPS, {});`;
    await expect(project.typeCheckWith("misuse.ts", misuse)).rejects.toThrow(
      /misuse\.ts.*'reason' is missing/s,
    );
  });

  test("loads single resources of the provider and never its barrel", async () => {
    const loaded = (await project.filesLoadedByImport()).filter((path) =>
      path.includes("/@cdktf/provider-aws/lib/"),
    );
    expect(loaded.length).toBeGreaterThan(0);
    expect(loaded.filter((path) => path.endsWith("/provider-aws/lib/index.js"))).toEqual([]);
    expect(loaded.length).toBeLessThan(100);
  });

  test("loads the middleware without cdktf and without an AWS SDK", async () => {
    const loaded = await project.filesLoadedByImport("cordon/middleware");
    expect(
      loaded.filter((path) => /node_modules\/(?:cdktf|constructs|@cdktf|@aws-sdk|@smithy)\//.test(path)),
    ).toEqual([]);
  });

  test("starts the installed command", async () => {
    const { exitCode, stdout } = await project.cordon("--help");
    expect({ exitCode, usage: stdout.split("\n")[0] }).toEqual({
      exitCode: 0,
      usage: expect.stringContaining("Usage: cordon"),
    });
  });
});

describe("synthesis from the package", () => {
  let reference: string;

  beforeAll(async () => {
    reference = await step("synth as ES modules", () => esm.synth());
  });

  test("gives the same bytes in a CommonJS project", async () => {
    expect(await step("synth as CommonJS", () => commonjs.synth())).toBe(reference);
    expect(Object.keys(JSON.parse(reference).resource)).toEqual(
      expect.arrayContaining(["aws_security_group", "aws_vpc", "aws_vpc_security_group_egress_rule"]),
    );
  });

  test("gives the same stack with the oldest provider of the peer range", async () => {
    expect(packageManifest().peerDependencies["@cdktf/provider-aws"]).toContain(`^${OLDEST_PROVIDER}`);
    await step(`npm install @cdktf/provider-aws@${OLDEST_PROVIDER}`, () =>
      commonjs.install(`@cdktf/provider-aws@${OLDEST_PROVIDER}`),
    );
    expect(commonjs.manifestOf("@cdktf/provider-aws").version).toBe(OLDEST_PROVIDER);
    await commonjs.typeCheck();
    const oldest = JSON.parse(await step("synth with the oldest provider", () => commonjs.synth()));
    const newest = JSON.parse(reference);
    const requirement = oldest.terraform.required_providers.aws;
    expect(requirement.version).not.toBe(newest.terraform.required_providers.aws.version);
    requirement.version = newest.terraform.required_providers.aws.version;
    expect(oldest).toEqual(newest);
  });

  test("gives the same stack on CDK Terrain", async () => {
    await step(`npm install with cdktn ${CDKTN.version}`, () => esm.installCdktn());
    expect(esm.manifestOf("cdktf").version).toBe(CDKTN.version);
    await esm.typeCheck();
    const onCdktn = JSON.parse(await step("synth with cdktn", () => esm.synth()));
    const { metadata } = onCdktn["//"];
    expect(metadata.version).toBe(CDKTN.version);
    metadata.version = JSON.parse(reference)["//"].metadata.version;
    expect(onCdktn).toEqual(JSON.parse(reference));
  });
});
