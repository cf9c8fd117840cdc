import { once } from "node:events";
import type { IncomingMessage, RequestListener } from "node:http";
import { connect } from "node:net";
import express from "express";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { zeroTrust } from "../../middleware/index.js";
import type { ZeroTrustOptions } from "../../middleware/options.js";
import { serve } from "../harness/http-server.js";
import { ask, bearer, listen, options } from "./support.js";

// Nothing that comes over the network may end the process: each test insists on that.
const ends = vi.fn();
beforeEach(() => {
  ends.mockClear();
  process.on("unhandledRejection", ends).on("uncaughtException", ends);
});
afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", ends).off("uncaughtException", ends);
  expect(ends.mock.calls).toEqual([]);
});

const READ = {
  id: "read",
  effect: "allow",
  subjects: ["*"],
  actions: ["http:*"],
  resources: ["*"],
  justification: "tests",
} as const;

/** Something that is waited for until it is signalled. */
function signalled() {
  let signal = (): void => {};
  const come = new Promise<void>((resolve) => {
    signal = resolve;
  });
  return { come, signal };
}

/** A guard whose decision waits until it is told to go on, and what it reported. */
async function guardThatWaits(more: Partial<ZeroTrustOptions> = {}) {
  const { come, signal: goOn } = signalled();
  const defects: unknown[] = [];
  const lines: string[] = [];
  const { given } = await options({
    policies: [READ],
    registry: async () => {
      await come;
      return { ok: true, value: { sessionRevoked: false } };
    },
    report: (defect) => defects.push(defect),
    ...more,
    log: (line) => lines.push(line),
  });
  return { guard: zeroTrust(given), goOn, defects, lines };
}

const ALLOWED = [READ];
const DENIED: ZeroTrustOptions["policies"] = [];

for (const [what, policies] of [
  ["an allow", ALLOWED],
  ["a denial", DENIED],
] as const) {
  it(`leaves a response alone that something else has sent before ${what}`, async () => {
    const { guard, goOn, defects, lines } = await guardThatWaits({ policies });
    const next = vi.fn();
    const url = await listen((request, response) => {
      guard(request, response, next);
      response.writeHead(503).end("busy");
    });
    expect(await ask(`${url}/x`, await bearer())).toMatchObject({ status: 503, body: "busy" });
    goOn();
    await vi.waitFor(() => expect(lines.length).toBe(1));
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(next).not.toHaveBeenCalled();
    expect(defects).toEqual([]);
  });

  it(`leaves a response alone that something else is still sending before ${what}`, async () => {
    const { guard, goOn, lines } = await guardThatWaits({ policies });
    const next = vi.fn();
    const url = await listen((request, response) => {
      guard(request, response, next);
      response.writeHead(200).write("first, ");
      void vi
        .waitFor(() => expect(lines.length).toBe(1))
        .then(() => setTimeout(() => response.end("last"), 10));
      goOn();
    });
    expect(await ask(`${url}/x`, await bearer())).toMatchObject({ status: 200, body: "first, last" });
    expect(next).not.toHaveBeenCalled();
  });

  it(`survives ${what} for a client that is gone`, async () => {
    const { guard, goOn, lines } = await guardThatWaits({ policies });
    const { authorization } = await bearer();
    let closed: Promise<unknown> = Promise.resolve();
    const started = signalled();
    const url = await listen((request, response) => {
      closed = once(response, "close");
      guard(request, response, () => response.end("late"));
      started.signal();
    });
    const client = connect(Number(new URL(url).port), "127.0.0.1");
    client.write(`GET /x HTTP/1.1\r\nhost: a\r\nauthorization: ${authorization}\r\n\r\n`);
    await started.come;
    client.destroy();
    await closed;
    goOn();
    await vi.waitFor(() => expect(lines.length).toBe(1));
  });
}

it("survives in Express a middleware before it that answers while the key set does not", async () => {
  const silent = await serve(() => {});
  const { given } = await options({ policies: ALLOWED, deadlineMilliseconds: 200, log: () => {} });
  const app = express();
  app.use((_request, response, next) => {
    setTimeout(() => response.status(503).end(), 20);
    next();
  });
  const decided = signalled();
  app.use(
    zeroTrust({
      ...given,
      token: { ...given.token, keySetUrl: `${silent.url}/jwks` },
      log: () => decided.signal(),
    }),
  );
  const url = await listen(app);
  expect((await ask(`${url}/x`, await bearer())).status).toBe(503);
  await decided.come;
});

const HANDLERS: readonly (readonly [what: string, next: () => unknown])[] = [
  [
    "throws",
    () => {
      throw new Error("defect");
    },
  ],
  ["rejects", async () => Promise.reject(new Error("defect"))],
];

for (const [what, handle] of HANDLERS) {
  it(`answers 500 and reports when what it hands the request to ${what}`, async () => {
    const { guard, goOn, defects } = await guardThatWaits();
    goOn();
    const url = await listen((request, response) => guard(request, response, handle as () => void));
    const answer = await ask(`${url}/x`, await bearer());
    expect(answer).toMatchObject({ status: 500, body: { reason: "internal_error" } });
    expect(defects).toEqual([new Error("defect")]);
  });
}

it("breaks off an answer in the middle of which what it hands the request to throws", async () => {
  const { guard, goOn, defects } = await guardThatWaits();
  goOn();
  const handler: RequestListener = (request, response) =>
    guard(request, response, () => {
      response.writeHead(200, { "content-length": "100" }).write("half");
      throw new Error("defect");
    });
  const url = await listen(handler);
  await expect(ask(`${url}/x`, await bearer())).rejects.toThrow();
  expect(defects).toEqual([new Error("defect")]);
});

const rejecting = () => Promise.reject(new Error("defect")) as never;
const throwing = () => {
  throw new Error("defect");
};

const OPTIONS: readonly (readonly [what: string, status: number, more: Partial<ZeroTrustOptions>])[] = [
  ["a report that throws", 403, { report: throwing, target: throwing }],
  ["a report that rejects", 403, { report: rejecting, target: throwing }],
  ["a report that throws about a log that throws", 403, { report: throwing, log: throwing }],
  ["a log that rejects", 200, { log: rejecting, report: () => {} }],
  ["a target that rejects", 403, { target: rejecting, report: () => {} }],
  ["a source address that rejects", 403, { sourceIp: rejecting, report: () => {} }],
  ["a registry that throws at once", 403, { registry: throwing as never, report: () => {} }],
  [
    "a defect that has no text",
    403,
    {
      target: () => {
        throw Object.create(null);
      },
    },
  ],
];

for (const [what, status, more] of OPTIONS) {
  it(`survives ${what}`, async () => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const { given } = await options({ policies: ALLOWED, ...more });
    const guard = zeroTrust(given);
    const url = await listen((request: IncomingMessage, response) =>
      guard(request, response, () => response.end("through")),
    );
    expect((await ask(`${url}/x`, await bearer())).status).toBe(status);
    write.mockRestore();
  });
}

it("survives headers and paths of any size that the server takes", async () => {
  const { given } = await options({ policies: ALLOWED });
  const guard = zeroTrust(given);
  const url = await listen((request, response) => guard(request, response, () => response.end("through")));
  const long = "a".repeat(12_000);
  expect((await ask(`${url}/x`, { authorization: `Bearer ${long}` })).status).toBe(401);
  expect((await ask(`${url}/x`, { authorization: `Bearer ${long}.${long.slice(9000)}.` })).status).toBe(401);
  expect((await ask(`${url}/${long}`, await bearer())).status).toBe(403);
  expect((await ask(`${url}/?${"%".repeat(12_000)}`, await bearer())).status).toBe(200);
});
