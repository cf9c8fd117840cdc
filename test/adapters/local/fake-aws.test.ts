import { describe, expect, it } from "vitest";
import { type AwsState, MemoryAws } from "../../../adapters/local/aws-state.js";
import { ATTACHMENTS_PER_ROLE, FakeIam, POLICIES_PER_ACCOUNT } from "../../../adapters/local/fake-iam.js";
import { Faults, readFault } from "../../../adapters/local/faults.js";
import type { NewPolicy } from "../../../services/access-broker/ports.js";
import { OutsideError } from "../../../services/intent-do-sweep/outside-error.js";

const ROLE = "arn:aws:iam::111122223333:role/app/oncall";
const never = (): never => {
  throw new Error("stopped");
};

function iam(aws = new MemoryAws(), now = () => 0): FakeIam {
  return new FakeIam(aws, new Faults(undefined, never), now);
}

function policy(name: string, sid = "Allow1"): NewPolicy {
  return {
    arn: `arn:aws:iam::111122223333:policy/jit/${name}`,
    name,
    path: "/jit/",
    document: { Version: "2012-10-17", Statement: [{ Sid: sid, Effect: "Allow", Action: ["s3:*"] }] },
    tags: {},
  };
}

const kindOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "done",
    (error: unknown) => (error instanceof OutsideError ? error.kind : String(error)),
  );

describe("the fake IAM", () => {
  it("refuses what AWS refuses", async () => {
    const fake = iam();
    expect(await kindOf(fake.createPolicy(policy("a b")))).toBe("refused");
    expect(await kindOf(fake.createPolicy(policy("n".repeat(129))))).toBe("refused");
    expect(await kindOf(fake.createPolicy(policy("long", "A".repeat(6144))))).toBe("limit");
    expect(await kindOf(fake.createPolicy(policy("odd", "A\u0100")))).toBe("refused");
    expect(await kindOf(fake.attach(ROLE, policy("none").arn))).toBe("absent");
    expect(await fake.createPolicy(policy("one"))).toBe("created");
    expect(await fake.createPolicy(policy("ONE"))).toBe("exists");
    const reserved = ROLE.replace("oncall", "AWSReservedSSO_Oncall_1");
    expect(await kindOf(fake.attach(reserved, policy("one").arn))).toBe("unmodifiable");
  });

  it("attaches ten policies to a role, and deletes none that is attached", async () => {
    const fake = iam();
    for (let at = 0; at <= ATTACHMENTS_PER_ROLE; at += 1) await fake.createPolicy(policy(`p${at}`));
    for (let at = 0; at < ATTACHMENTS_PER_ROLE; at += 1) await fake.attach(ROLE, policy(`p${at}`).arn);
    expect(await kindOf(fake.attach(ROLE, policy("p0").arn))).toBe("done");
    expect(await kindOf(fake.attach(ROLE, policy("p10").arn))).toBe("limit");
    expect(await kindOf(fake.deletePolicy(policy("p0").arn))).toBe("delete-conflict");
    await fake.detach({ type: "role", name: "oncall" }, policy("p0").arn);
    expect(await kindOf(fake.deletePolicy(policy("p0").arn))).toBe("done");
    expect(await kindOf(fake.deletePolicy(policy("p0").arn))).toBe("done");
  });

  it("deletes no policy that has another version", async () => {
    const { name, path, document, tags, arn } = policy("p");
    const createdAt = "2026-12-01T10:00:00Z";
    const versioned = { name, path, document, tags, createdAt, otherVersions: ["v2"] };
    const state: AwsState = { roles: {}, policies: { [arn]: versioned }, schedules: {} };
    const fake = iam(new MemoryAws(() => 0, 0, state));
    expect(await kindOf(fake.deletePolicy(arn))).toBe("delete-conflict");
    await fake.deleteVersion(arn, "v2");
    expect(await kindOf(fake.deletePolicy(arn))).toBe("done");
  });

  it("holds as many policies as an account does", async () => {
    const made = Object.fromEntries(
      Array.from({ length: POLICIES_PER_ACCOUNT }, (_, at) => {
        const { arn, name, path, document, tags } = policy(`p${at}`);
        return [arn, { name, path, document, tags, createdAt: "2026-12-01T10:00:00Z" }];
      }),
    );
    const fake = iam(new MemoryAws(() => 0, 0, { roles: {}, policies: made, schedules: {} }));
    expect(await kindOf(fake.createPolicy(policy("one-more")))).toBe("limit");
    const pages: number[] = [];
    for await (const page of fake.policies("/jit/")) pages.push(page.length);
    expect(pages).toEqual(Array.from({ length: 15 }, () => 100));
  });

  it("reads late where it is told to", async () => {
    let now = 0;
    const fake = iam(new MemoryAws(() => now, 5000), () => now);
    await fake.createPolicy(policy("one"));
    expect(await fake.policy(policy("one").arn)).toBeUndefined();
    expect(await kindOf(fake.attach(ROLE, policy("one").arn))).toBe("absent");
    now = 5000;
    expect(await fake.policy(policy("one").arn)).toBeDefined();
    expect(await kindOf(fake.attach(ROLE, policy("one").arn))).toBe("done");
  });
});

describe("faults", () => {
  it("are read as the contract writes them", () => {
    expect(readFault("before:3")).toEqual({ how: "before", call: 3 });
    for (const text of ["before", "before:0", "during:1", "error:-1", "after:1 "]) {
      expect(readFault(text), text).toBeUndefined();
    }
  });

  it("stop before or after the call has taken effect", () => {
    for (const [how, effect] of [
      ["before", 1],
      ["after", 2],
    ] as const) {
      const faults = new Faults({ how, call: 2 }, never);
      let done = 0;
      const call = (): number => faults.call("call", () => (done += 1));
      call();
      expect(call).toThrow("stopped");
      expect(done, how).toBe(effect);
    }
  });

  it("throttle one call for good, and no other", () => {
    const faults = new Faults({ how: "error", call: 2 }, never);
    faults.call("one", () => 1);
    expect(() => faults.call("two", () => 1)).toThrow("Rate exceeded");
    expect(faults.call("three", () => 3)).toBe(3);
    expect(() => faults.call("two", () => 1)).toThrow("Rate exceeded");
  });
});
