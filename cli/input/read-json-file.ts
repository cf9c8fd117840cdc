import { statSync } from "node:fs";
import type { FileFault } from "../../adapters/files/file-problem.js";
import { decodeText, readBytes, readText } from "../../adapters/files/read-text.js";
import { accept, type Problem, quote, type Result, refuse, refuseAll } from "../../core/errors.js";
import type { JsonErrorCode } from "../../core/json/error-codes.js";
import { readDocumentJson, readJson } from "../../core/json/read-json.js";
import type { InputErrorCode, InputProblem } from "./error-codes.js";

const MEBIBYTE = 2 ** 20;

/**
 * Most bytes of all files of one input: parsed JSON takes about eight times its text, and the whole check is to
 * stay within 1.5 GB.
 */
export const MOST_INPUT_BYTES = 128 * MEBIBYTE;

const INPUTS =
  "a cdktf.out folder, cdk.tf.json, a folder of *.tf or *.tf.json files, or the output of terraform show -json";

/** What an input calls what stands in the way of reading it. */
export const INPUT_FILE_CODES: Readonly<Record<FileFault, InputErrorCode>> = {
  missing: "CORDON_INPUT_MISSING",
  unreadable: "CORDON_INPUT_UNREADABLE",
  "too large": "CORDON_INPUT_TOO_LARGE",
};

/** Bytes that one input may still take. */
export interface ByteBudget {
  left: number;
}

/**
 * The JSON of a file that a program wrote: a document of Terraform, a manifest.
 *
 * Problems: CORDON_INPUT_MISSING, CORDON_INPUT_UNREADABLE, CORDON_INPUT_TOO_LARGE, CORDON_INPUT_NOT_CHECKABLE,
 * CORDON_INPUT_NOT_JSON with line and column.
 */
export function readDocumentFile(path: string, budget: ByteBudget): Result<unknown, InputErrorCode> {
  const bytes = bytesOf(path, budget);
  if (!bytes.ok) return bytes;
  // A plan file is a ZIP archive.
  if (bytes.value.subarray(0, 4).toString("latin1") === "PK\u0003\u0004")
    return refuse(onlyForTerraform(path, "a binary plan"));
  if (/\.(?:tf|tofu|hcl|tfvars)$/.test(path)) return refuse(onlyForTerraform(path, "HCL"));
  const text = textOf(bytes.value, path);
  if (!text.ok) return text;
  const json = readDocumentJson(text.value, path);
  return json.ok ? json : refuseAll(json.problems.map(notJson));
}

/**
 * The JSON of a file of configuration, where Terraform reads a name that stands twice as two blocks, and JSON keeps the last.
 *
 * Problems: those of {@link readDocumentText}, CORDON_INPUT_NOT_JSON, CORDON_JSON_DUPLICATE_KEY and CORDON_JSON_TOO_DEEP.
 */
export function readConfigurationJson(
  path: string,
  budget: ByteBudget,
): Result<unknown, InputErrorCode | JsonErrorCode> {
  const text = readDocumentText(path, budget);
  return text.ok ? writtenJson(text.value, path) : text;
}

/**
 * The text of a file of configuration.
 *
 * Problems: CORDON_INPUT_MISSING, CORDON_INPUT_UNREADABLE, CORDON_INPUT_TOO_LARGE.
 */
export function readDocumentText(path: string, budget: ByteBudget): Result<string, InputErrorCode> {
  if (isEndless(path)) return refuse(notAFile(path));
  const bytes = bytesOf(path, budget);
  return bytes.ok ? textOf(bytes.value, path) : bytes;
}

function bytesOf(path: string, budget: ByteBudget): Result<Buffer, InputErrorCode> {
  const bytes = readBytes(path, INPUT_FILE_CODES, budget.left);
  if (!bytes.ok) return refuseAll(bytes.problems.map(ofInput));
  budget.left -= bytes.value.length;
  return bytes;
}

function textOf(bytes: Buffer, path: string): Result<string, InputErrorCode> {
  const text = decodeText(bytes, path, INPUT_FILE_CODES);
  return text.ok ? text : refuseAll(text.problems.map(ofInput));
}

/**
 * The JSON of a file that people wrote: a key that stands twice is refused.
 *
 * Problems: those of {@link readDocumentFile}, CORDON_JSON_DUPLICATE_KEY and CORDON_JSON_TOO_DEEP.
 */
export function readWrittenFile(path: string): Result<unknown, InputErrorCode | JsonErrorCode> {
  const text = readText(path, INPUT_FILE_CODES, MOST_INPUT_BYTES);
  if (!text.ok) return refuseAll(text.problems.map(ofWrittenFile));
  return writtenJson(text.value, path);
}

function writtenJson(text: string, path: string): Result<unknown, InputErrorCode | JsonErrorCode> {
  const json = readJson(text, path);
  if (json.ok) return accept(json.value);
  return refuse<InputErrorCode | JsonErrorCode>(
    ...json.problems.map((problem) => (problem.code === "CORDON_JSON_SYNTAX" ? notJson(problem) : problem)),
  );
}

function ofWrittenFile(problem: Problem<InputErrorCode>): InputProblem {
  if (problem.code !== "CORDON_INPUT_MISSING") return ofInput(problem);
  return {
    ...problem,
    summary: "there is no such file",
    allowed: "a file of JSON",
    fix: "check the path",
    ...(problem.where === "" ? { where: "the empty path" } : {}),
  };
}

/** The problem in words of an input, which has its own limit and its own files. */
export function ofInput(problem: Problem<InputErrorCode>): InputProblem {
  if (problem.code === "CORDON_INPUT_TOO_LARGE") {
    return {
      ...problem,
      summary: "the input is too large to be read within the memory bound",
      allowed: `at most ${MOST_INPUT_BYTES / MEBIBYTE} MiB in all files together`,
      fix: "check the stacks or projects one at a time",
    };
  }
  return {
    ...problem,
    allowed: INPUTS,
    fix: problem.code === "CORDON_INPUT_MISSING" ? "check the path, or run cdktf synth first" : problem.fix,
  };
}

function onlyForTerraform(path: string, got: string): InputProblem {
  return {
    code: "CORDON_INPUT_NOT_CHECKABLE",
    summary:
      got === "HCL" ? "a file of HCL is read with its folder" : "only Terraform itself reads this form",
    got,
    allowed: INPUTS,
    fix:
      got === "HCL"
        ? "check the folder that it lies in"
        : "run terraform show -json plan > plan.json, and check plan.json",
    where: path,
  };
}

/** Whether it is a pipe or a device, which may never end. What cannot be looked at, reading will refuse. */
function isEndless(path: string): boolean {
  try {
    const status = statSync(path);
    return !status.isFile() && !status.isDirectory();
  } catch {
    return false;
  }
}

function notAFile(path: string): InputProblem {
  return {
    code: "CORDON_INPUT_UNREADABLE",
    summary: "this is not a regular file",
    got: quote(path),
    allowed: "files of configuration in a folder",
    fix: "take it out of the folder",
    where: path,
  };
}

function notJson(problem: Problem<JsonErrorCode>): InputProblem {
  return {
    ...problem,
    code: "CORDON_INPUT_NOT_JSON",
    fix: "write the file again; it may be cut off or edited by hand",
  };
}
