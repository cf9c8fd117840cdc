import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readJsonFiles } from "../../../adapters/files/json-files.js";
import { readPolicySet } from "../../../adapters/files/policy-set.js";
import { readText } from "../../../adapters/files/read-text.js";
import { loadPolicies } from "../../../cli/policy/policy-files.js";
import { policyBundle } from "../../../constructs/policy/policy-bundle.js";
import { CordonError, type Result } from "../../../core/errors.js";
import { compiledPolicies } from "../../../middleware/policy-set.js";
import { buildCommand } from "../../harness/built-command.js";
import { CHECKOUT } from "../../harness/checkout.js";
import { run } from "../../harness/command.js";
import { makeWorkFolder } from "../../harness/work-folder.js";

vi.setConfig({ testTimeout: 120_000 });

const folder = makeWorkFolder("readers");
afterAll(() => folder.remove());

function write(name: string, content: unknown): string {
  const path = join(folder.path, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return path;
}

function policy(id: string): object {
  const effect = id.startsWith("deny") ? "deny" : "allow";
  return { version: 1, policies: [{ id, effect, subjects: ["*"], actions: ["*"], resources: [id] }] };
}

/** What every reader of policies must make of a path: ids, or the code of the first problem. */
const READERS: Readonly<Record<string, (path: string) => readonly { readonly id: string }[]>> = {
  "cordon policy": (path) => loadPolicies(path).policies,
  PolicyEngine: (path) => policyBundle(path, "shop/engine").policies,
  zeroTrust: (path) => compiledPolicies(path, false).policies,
};
const UNREADABLE: Readonly<Record<string, string>> = {
  "cordon policy": "CORDON_POLICY_INPUT_UNREADABLE",
  PolicyEngine: "CORDON_POLICY_ENGINE_POLICIES_UNREADABLE",
  zeroTrust: "CORDON_MIDDLEWARE_OPTION_INVALID",
};

function problemsOf(read: () => unknown): readonly { readonly code: string; readonly summary: string }[] {
  try {
    read();
  } catch (error) {
    if (error instanceof CordonError) return error.problems;
    throw error;
  }
  throw new Error("it was read");
}

describe("a folder of policies with folders in it", () => {
  const IDS = ["allow-deep", "allow-linked", "allow-top", "deny-nested"];
  const tree = join(folder.path, "tree");
  beforeAll(() => {
    write("tree/top.json", policy("allow-top"));
    write("tree/guards/deny.json", policy("deny-nested"));
    write("tree/guards/shop/orders/deep.json", policy("allow-deep"));
    write("tree/guards/notes.txt", "no policy");
    write("tree/.git/hidden.json", policy("allow-hidden"));
    write("tree/guards/.draft.json", policy("allow-draft"));
    write("tree/node_modules/package/package.json", { name: "package" });
    write("linked/linked.json", policy("allow-linked"));
    symlinkSync(join(folder.path, "linked"), join(tree, "elsewhere"));
  });

  it.each(Object.entries(READERS))("gives %s the ids of all of them", (_, read) => {
    expect(
      read(tree)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(IDS);
  });

  it("gives the scenarios of `cordon policy test` the same ids, and finds scenarios in folders too", async () => {
    write("scenarios/shop/all.json", {
      version: 1,
      policyFiles: ["../../tree"],
      cases: [
        {
          name: "the nested deny holds",
          request: { subject: { id: "u" }, action: "a", resource: "deny-nested" },
          expect: { reason: "denied_by_policy" },
        },
      ],
    });
    const args = ["policy", "test", join(folder.path, "scenarios"), "--format", "json"];
    const { stdout } = await run(process.execPath, [buildCommand("readers"), ...args], { cwd: CHECKOUT });
    const { passed, coverage } = JSON.parse(stdout);
    expect(passed).toBe(1);
    expect(coverage.items.map(({ policy: id }: { policy: string }) => id).sort()).toEqual(IDS);
  });
});

describe("a path that is refused", () => {
  const cases: readonly (readonly [what: string, make: () => string, summary: string])[] = [
    ["that is not there", () => join(folder.path, "nowhere"), "there is no such file or folder"],
    [
      "with nothing to read",
      () => dirname(write("bare/readme.txt", "no policy")),
      "the folder has no *.json file",
    ],
    [
      "that is not UTF-8",
      () => write("latin/a.json", Buffer.from('{"x":"\u00e9"}', "latin1")),
      "the file is not UTF-8",
    ],
    [
      "with a link to a folder around it",
      () => {
        const path = dirname(write("cycle/inner/a.json", policy("a")));
        symlinkSync(join(folder.path, "cycle"), join(path, "again"));
        return join(folder.path, "cycle");
      },
      "the folder lies in itself, by way of a link",
    ],
    [
      "with a link that leads nowhere",
      () => {
        const path = dirname(write("dangling/a.json", policy("a")));
        symlinkSync(join(path, "gone"), join(path, "guards"));
        return path;
      },
      "there is no such file or folder",
    ],
  ];

  it.each(cases)("%s: for every reader the same, under its own code", (_, make, summary) => {
    const path = make();
    for (const [name, read] of Object.entries(READERS)) {
      const problems = problemsOf(() => read(path));
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatchObject({
        code: UNREADABLE[name],
        summary: expect.stringContaining(summary),
      });
    }
  });
});

const first = (read: Result<unknown>) => (read.ok ? undefined : read.problems[0]);

describe("reading a text", () => {
  it("stops at the limit, and takes what has exactly as many bytes", () => {
    const path = write("limit.json", Buffer.from("12345678"));
    expect(readText(path, "CODE", 8)).toEqual({ ok: true, value: "12345678" });
    expect(first(readText(path, "CODE", 7))).toMatchObject({
      code: "CODE",
      summary: "the file is too large",
    });
  });

  it("gives each fault the caller's code for it", () => {
    const codes = { missing: "A", "too large": "B", unreadable: "C" } as const;
    const path = write("faults/a.json", Buffer.from("1"));
    expect(first(readText(`${path}/b`, codes))?.code).toBe("A");
    expect(first(readText(path, codes, 0))?.code).toBe("B");
    expect(first(readText(dirname(path), codes))?.code).toBe("C");
  });

  it("tells of every file of a folder that it cannot read", () => {
    for (const name of ["a", "b"]) write(`two/${name}.json`, Buffer.from([0xff]));
    const read = readJsonFiles(join(folder.path, "two"), "CODE");
    expect(read.ok ? [] : read.problems.map(({ where }) => where)).toEqual(
      ["a", "b"].map((name) => join(folder.path, "two", `${name}.json`)),
    );
  });

  it("tells of every path of a policy set that it cannot read", () => {
    const read = readPolicySet(["no", "where"], "CODE");
    expect(read.ok ? [] : read.problems.map(({ where }) => where)).toEqual(["no", "where"]);
  });
});
