import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readWrittenFile } from "../../../cli/input/read-json-file.js";
import { cordonCommand } from "../cordon-command.js";

const cordon = await cordonCommand("statement-files");
afterAll(() => cordon.remove());

const EXPECTATION = '{"expectations":[{"from":"app","to":"db",\n"reach":true,"reach":false}]}';
const ACKNOWLEDGEMENT = '{"version":1,"acknowledgements":[],\n"acknowledgements":[]}';

describe("a file of statements about a network", () => {
  it.each([
    ["--expect", EXPECTATION, ":2:14"],
    ["--acknowledge", ACKNOWLEDGEMENT, ":2:1"],
  ])("%s: a key that stands twice is refused with its place", async (option, text, place) => {
    const network = cordon.write("empty.tf.json", {
      terraform: { required_providers: { aws: { source: "aws" } } },
      resource: { aws_vpc: { main: { cidr_block: "10.0.0.0/16" } } },
    });
    const file = cordon.write("statements.json", text);
    const { exitCode, stdout, stderr } = await cordon.run("check", network, option, file);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(
      `CORDON_JSON_DUPLICATE_KEY at ${file}${place}: the key stands twice in one object.`,
    );
  });

  it.each([
    ["is not JSON", "{", "CORDON_INPUT_NOT_JSON", ":1:2"],
    ["is nested too deep", "[".repeat(65), "CORDON_JSON_TOO_DEEP", ":1:65"],
  ])("that %s is refused with its place", (_, text, code, place) => {
    const file = join(cordon.folder.path, cordon.write("statements.json", text));
    const read = readWrittenFile(file);
    expect(read.ok ? [] : read.problems.map((problem) => [problem.code, problem.where])).toEqual([
      [code, `${file}${place}`],
    ]);
  });
});
