import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { App, AssetType, TerraformAsset, TerraformStack } from "cdktf";
import { afterAll, expect, it } from "vitest";
import { writeArchiveFolder } from "../../../constructs/function/archive.js";
import { describeProblem, valueOrThrow } from "../../../core/errors.js";

const work = mkdtempSync(join(tmpdir(), "cordon-archive-"));

afterAll(() => rmSync(work, { recursive: true, force: true }));

it("writes the files once, into a folder named after their content", () => {
  const parent = join(work, "once");
  const write = (policies: string) =>
    valueOrThrow(writeArchiveFolder(parent, "sample", "exports.handler = 1", { "policies.json": policies }));
  const folder = write("{}");
  expect(write("{}")).toBe(folder);
  expect(write("[]")).not.toBe(folder);
  expect(readdirSync(parent)).toHaveLength(2);
  expect(readdirSync(folder)).toEqual(["index.js", "policies.json"]);
  expect(readFileSync(join(folder, "policies.json"), "utf8")).toBe("{}");
  expect(statSync(join(folder, "index.js")).mode & 0o777).toBe(0o644);
});

it("zips to the same bytes at every synthesis", () => {
  const archive = (outdir: string): string => {
    const app = new App({ outdir: join(work, outdir) });
    const stack = new TerraformStack(app, "shop");
    const path = valueOrThrow(
      writeArchiveFolder(resolve(app.outdir, "functions"), "sample", "exports.handler = 1", {}),
    );
    const asset = new TerraformAsset(stack, "code", { path, type: AssetType.ARCHIVE });
    app.synth();
    return createHash("sha256")
      .update(readFileSync(join(work, outdir, "stacks/shop", asset.path)))
      .digest("hex");
  };
  expect(archive("first")).toBe(archive("second"));
});

it.each(["index.js", "../escape.json", "a/b.json", ".env", ""])("refuses a file named %j", (file) => {
  const result = writeArchiveFolder(join(work, "refused"), "sample", "", { [file]: "" });
  expect(result.ok ? [] : result.problems.map(describeProblem)).toEqual([
    `CORDON_FUNCTION_FILE_REFUSED: this file cannot stand beside the function's code. Got: ${JSON.stringify(file)}. Allowed: a file name of letters, digits, ".", "_" and "-" that does not start with "." and is not index.js. Fix: rename the file.`,
  ]);
  expect(() => utimesSync(join(work, "refused"), 0, 0)).toThrow("ENOENT");
});
