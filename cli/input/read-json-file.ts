import { readFile, stat } from "node:fs/promises";
import { accept, quote, type Result, refuse } from "../../core/errors.js";
import type { InputErrorCode, InputProblem } from "./error-codes.js";
import { jsonErrorPosition } from "./json-error-position.js";

/**
 * Most bytes of all files of one input: parsed JSON takes about eight times its text, and the whole check is to
 * stay within 1.5 GB.
 */
export const MOST_INPUT_BYTES = 128 * 1024 * 1024;

/** Bytes that one input may still take. */
export interface ByteBudget {
  left: number;
}

/**
 * The JSON of a file.
 *
 * Problems: CORDON_INPUT_MISSING, CORDON_INPUT_UNREADABLE, CORDON_INPUT_TOO_LARGE, CORDON_INPUT_NOT_CHECKABLE,
 * CORDON_INPUT_NOT_JSON with line and column.
 */
export async function readJsonFile(
  path: string,
  budget: ByteBudget,
): Promise<Result<unknown, InputErrorCode>> {
  const bytes = await readBytes(path, budget);
  if (!bytes.ok) return bytes;
  // A plan file is a ZIP archive.
  if (bytes.value.subarray(0, 4).toString("latin1") === "PK\u0003\u0004")
    return refuse(onlyForTerraform(path, "a binary plan"));
  if (/\.(?:tf|tofu|hcl|tfvars)$/.test(path)) return refuse(onlyForTerraform(path, "HCL"));
  const text = bytes.value.toString("utf8").replace(/^\uFEFF/, "");
  try {
    return accept(JSON.parse(text));
  } catch {
    return refuse(notJson(path, text));
  }
}

async function readBytes(path: string, budget: ByteBudget): Promise<Result<Buffer, InputErrorCode>> {
  try {
    const { size } = await stat(path);
    if (size > budget.left) {
      return refuse({
        code: "CORDON_INPUT_TOO_LARGE",
        summary: "the input is too large to be read within the memory bound",
        got: `${Math.ceil(size / 1024 / 1024)} MiB`,
        allowed: `at most ${MOST_INPUT_BYTES / 1024 / 1024} MiB in all files together`,
        fix: "check the stacks or projects one at a time",
        where: path,
      });
    }
    budget.left -= size;
    return accept(await readFile(path));
  } catch (error) {
    return refuse(unreadable(path, error));
  }
}

/** The problem of a file or folder that the operating system does not give. */
export function unreadable(path: string, error: unknown): InputProblem {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const missing = code === "ENOENT" || code === "ENOTDIR";
  return {
    code: missing ? "CORDON_INPUT_MISSING" : "CORDON_INPUT_UNREADABLE",
    summary: missing ? "there is no such file or folder" : "the file or folder cannot be read",
    got: missing ? quote(path) : code || quote(path),
    allowed: "a cdktf.out folder, cdk.tf.json, *.tf.json, or the output of terraform show -json",
    fix: missing ? "check the path, or run cdktf synth first" : "check its permissions",
    where: path,
  };
}

function onlyForTerraform(path: string, got: string): InputProblem {
  return {
    code: "CORDON_INPUT_NOT_CHECKABLE",
    summary: "only Terraform itself reads this form",
    got,
    allowed: "JSON: cdk.tf.json, *.tf.json, or the output of terraform show -json",
    fix: "run terraform plan -out=plan and terraform show -json plan > plan.json, and check plan.json",
    where: path,
  };
}

function notJson(path: string, text: string): InputProblem {
  const position = jsonErrorPosition(text);
  const before = text.slice(0, position);
  const line = before.split("\n").length;
  const column = position - before.lastIndexOf("\n");
  const next = text.slice(position, position + 20);
  return {
    code: "CORDON_INPUT_NOT_JSON",
    summary: next === "" ? "the JSON text ends too early" : "the file is no JSON text",
    got: next === "" ? "the end of the file" : quote(next),
    allowed: "JSON (RFC 8259)",
    fix: "write the file again; it may be cut off or edited by hand",
    where: `${path}:${line}:${column}`,
  };
}
