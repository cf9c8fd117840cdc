import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCordon } from "../../../cli/program.js";
import { entitlement, TARGET } from "../../core/access/sample.js";
import { makeWorkFolder, type WorkFolder } from "../../harness/work-folder.js";
import { memoryStreams } from "../memory-streams.js";

const QUEUES = {
  actions: ["sqs:GetQueueAttributes"],
  resources: ["arn:aws:sqs:eu-west-1:111122223333:orders"],
};
const ENTITLEMENTS = [
  entitlement({ id: "database", statements: [{ actions: ["rds-db:connect"], resources: ["*"] }] }),
  entitlement({ id: "queues", statements: [QUEUES] }),
  entitlement({ id: "asked", approval: { required: 1, approvers: ["user:bob"] } }),
];
const PERIOD = ["--from", "2026-12-01T00:00:00Z", "--to", "2026-12-02T00:00:00Z"];

let work: WorkFolder;
beforeAll(() => {
  work = makeWorkFolder("access-use");
});
afterAll(() => work.remove());

async function access(...args: readonly string[]) {
  const streams = memoryStreams();
  const exitCode = await runCordon(["access", ...args], streams);
  return { exitCode, ...streams.written() };
}

/** A call of a session of the target. */
function call(id: string, person: string, time: string, queue = "orders") {
  return {
    eventID: id,
    eventTime: `2026-12-01T${time}Z`,
    eventSource: "sqs.amazonaws.com",
    eventName: "GetQueueAttributes",
    eventCategory: "Management",
    resources: [{ ARN: `arn:aws:sqs:eu-west-1:111122223333:${queue}` }],
    userIdentity: {
      principalId: `AROAEXAMPLE:${person}`,
      sessionContext: { sourceIdentity: person, sessionIssuer: { arn: TARGET } },
    },
  };
}

describe("cordon access report --cloudtrail", () => {
  let folder: string;
  const report = (...more: readonly string[]) =>
    access("report", ...PERIOD, "--local", folder, "--now", "2026-12-01T20:00:00Z", ...more);

  beforeAll(async () => {
    folder = join(work.path, "local");
    mkdirSync(join(folder, "trail"), { recursive: true });
    writeFileSync(
      join(folder, "entitlements.json"),
      JSON.stringify({ version: 1, entitlements: ENTITLEMENTS }),
    );
    const grants: [person: string, entitlement: string][] = [
      ["alice", "queues"],
      ["carol", "queues"],
      ["dave", "queues"],
      ["erin", "database"],
      ["erin", "asked"],
    ];
    for (const [person, id] of grants) {
      const who = ["--as", `user:${person}`, "--group", "oncall", "--now", "2026-12-01T10:00:00Z"];
      const asked = await access("request", id, "--minutes", "60", "--local", folder, ...who);
      expect(asked.exitCode).toBe(0);
    }
    const first = { Records: [call("0", "nobody", "09:00:00"), call("1", "alice", "10:30:00")] };
    writeFileSync(join(folder, "trail/1.json.gz"), gzipSync(JSON.stringify(first)));
    const second = [call("2", "carol", "10:30:00", "invoices"), call("3", "dave", "11:00:00")];
    writeFileSync(join(folder, "trail/2.json"), JSON.stringify({ Records: second }));
  });

  it("says of each grant what it was used for", async () => {
    const { exitCode, stdout } = await report("--cloudtrail", `${folder}/trail/*`);
    expect(exitCode).toBe(0);
    const { grants } = JSON.parse(stdout);
    const uses = Object.fromEntries(
      grants.map((row: { requester: string; entitlement: string; use: { outcome: string } | null }) => [
        `${row.requester} ${row.entitlement}`,
        row.use?.outcome ?? null,
      ]),
    );
    expect(uses).toEqual({
      "user:alice queues": "used",
      "user:carol queues": "outside_resources",
      "user:dave queues": "unused",
      "user:erin database": "not_visible",
      "user:erin asked": null,
    });
  });

  it("has columns of its own in CSV, and none without the option", async () => {
    const { stdout } = await report("--cloudtrail", `${folder}/trail/*`, "--format", "csv");
    const [header, ...lines] = stdout.trimEnd().split("\r\n");
    expect(header).toMatch(/,documentHash,use,useCalls,useOutside,useResources,useWhy$/);
    const carol = lines.find((line) => line.includes("user:carol"));
    expect(carol).toMatch(/,outside_resources,0,1,arn:aws:sqs:eu-west-1:111122223333:invoices,$/);
    expect((await report("--format", "csv")).stdout.split("\r\n")[0]).toMatch(/,documentHash$/);
  });

  it("takes files that are not there for bad usage", async () => {
    const result = await report("--cloudtrail", `${folder}/nothing/*.json`);
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr).toMatch(/^CORDON_LOG_MISSING at --cloudtrail: .*\n$/);
  });
});
