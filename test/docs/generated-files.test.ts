import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { ERROR_TABLES, errorsDocument, SCHEMAS, schemaFiles } from "../../scripts/generated-files.js";
import { defaultContext } from "../stacks/main-process.js";

const ROOT = resolve(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

/** The text of every source file under the folders. */
function sources(...folders: readonly string[]): string {
  return folders
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".ts"))
        .map((path) => read(join(folder, path))),
    )
    .join("\n");
}

describe("docs/errors.md", () => {
  it("is what `npx tsx scripts/generate-errors.ts` writes", () => {
    expect(read("docs/errors.md")).toBe(errorsDocument());
  });

  it("knows every code once, in one table", () => {
    const codes = ERROR_TABLES.flatMap((table) => Object.keys(table.codes));
    expect(new Set(codes).size).toBe(codes.length);
  });

  it("names the tables' real places, and leaves out no table of core", () => {
    for (const { source, codes } of ERROR_TABLES) {
      for (const code of Object.keys(codes)) expect(read(source)).toContain(code);
    }
    const tables = readdirSync(join(ROOT, "core"), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith("error-codes.ts"))
      .map((path) => join("core", path));
    const documented = ERROR_TABLES.map(({ source }) => source);
    for (const table of tables) expect(documented).toContain(table);
  });

  it("is all of CordonErrorCode: every table of a library's codes is part of the union", () => {
    const union = ["core/error-code.ts", "constructs/error-code.ts", "middleware/error-codes.ts"]
      .map(read)
      .join();
    const tables = ERROR_TABLES.filter(({ source }) => /^(?:core|constructs|middleware)\//u.test(source));
    for (const { source } of tables) {
      const [, type = ""] = /export type (\w+ErrorCode) = keyof typeof/u.exec(read(source)) ?? [];
      expect(union, source).toMatch(new RegExp(`[|=] ${type}\\b`, "u"));
    }
  });

  it("lists no code that nothing raises", () => {
    const raised = sources("core", "constructs", "middleware", "stacks", "cli");
    for (const code of ERROR_TABLES.flatMap((table) => Object.keys(table.codes))) {
      expect(raised, code).toMatch(new RegExp(`"${code}"`));
    }
  });
});

describe("the published schemas", () => {
  it.each(Object.entries(schemaFiles()))(
    "%s is what `npx tsx scripts/generate-schemas.ts` writes",
    (path, text) => {
      expect(read(path)).toBe(text);
    },
  );

  it("are all that the folder holds", () => {
    expect(
      readdirSync(join(ROOT, "schemas"))
        .map((name) => `schemas/${name}`)
        .sort(),
    ).toEqual(Object.keys(SCHEMAS).sort());
  });

  it("take, read from the file, the context of cdktf.json and refuse a wrong key", () => {
    const schema = JSON.parse(read("schemas/network-stack.schema.json"));
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
    const { cordon } = defaultContext();
    expect(validate(cordon)).toBe(true);
    expect(validate({ ...cordon, zone: "eu-central-1a" })).toBe(false);
  });
});
