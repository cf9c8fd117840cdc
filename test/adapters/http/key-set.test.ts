import { createServer } from "node:http";
import { afterEach, expect, it, vi } from "vitest";
import { remoteKeySet } from "../../../adapters/http/key-set.js";
import { json, serve } from "../../harness/http-server.js";
import { publicJwk, token } from "../../services/policy-engine/support/issuer.js";
import { answerIn, reading } from "../../services/policy-engine/support/request.js";

afterEach(() => {
  vi.useRealTimers();
});

/** The reason of a decision on a valid token, with the keys of that URL. */
async function reasonWith(keys: ReturnType<typeof remoteKeySet>, header: Record<string, unknown> = {}) {
  return (await answerIn({ ports: { keys } }, reading(await token({}, header)))).answer.reason;
}

it("reads the keys once for many tokens", async () => {
  const server = await serve((_, response) => json(response, { keys: [publicJwk] }));
  const keys = remoteKeySet(`${server.url}/jwks`);
  for (let index = 0; index < 3; index += 1) expect(await reasonWith(keys)).toBe("allowed");
  expect(server.requests()).toBe(1);
});

it("reads them again for an unknown kid, but not before the cooldown is over", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  let published: object[] = [publicJwk];
  const server = await serve((_, response) => json(response, { keys: published }));
  const keys = remoteKeySet(`${server.url}/jwks`, { cooldown: 30_000 });
  expect(await reasonWith(keys)).toBe("allowed");
  published = [publicJwk, { ...publicJwk, kid: "key-2" }];
  for (let index = 0; index < 5; index += 1) {
    expect(await reasonWith(keys, { kid: "key-2" })).toBe("token_key_unknown");
  }
  expect(server.requests()).toBe(1);
  vi.setSystemTime(Date.now() + 30_001);
  expect(await reasonWith(keys, { kid: "key-2" })).toBe("allowed");
  expect(server.requests()).toBe(2);
});

it("believes no key any longer that the issuer withdrew, once the keys are old", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  let published: object[] = [publicJwk];
  const server = await serve((_, response) => json(response, { keys: published }));
  const keys = remoteKeySet(`${server.url}/jwks`, { maximumAge: 600_000 });
  expect(await reasonWith(keys)).toBe("allowed");
  published = [];
  vi.setSystemTime(Date.now() + 600_001);
  expect(await reasonWith(keys)).toBe("token_key_unknown");
});

it("asks an issuer that is down once in a cooldown, and recovers after it", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  let isDown = true;
  const server = await serve((_, response) =>
    isDown ? response.writeHead(503).end() : json(response, { keys: [publicJwk] }),
  );
  const keys = remoteKeySet(`${server.url}/jwks`, { cooldown: 30_000 });
  for (let index = 0; index < 5; index += 1) expect(await reasonWith(keys)).toBe("key_set_unavailable");
  expect(server.requests()).toBe(1);
  isDown = false;
  vi.setSystemTime(Date.now() + 30_001);
  expect(await reasonWith(keys)).toBe("allowed");
});

for (const body of [{}, [], null, 1, "keys", { keys: "none" }, { keys: null }, { keys: {} }, { keys: [1] }]) {
  it(`takes ${JSON.stringify(body)} for a failure: one request in a cooldown, and then another`, async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const server = await serve((_, response) => json(response, body));
    const keys = remoteKeySet(`${server.url}/jwks`, { cooldown: 30_000 });
    for (let index = 0; index < 3; index += 1) expect(await reasonWith(keys)).toBe("key_set_unavailable");
    expect(server.requests()).toBe(1);
    vi.setSystemTime(Date.now() + 30_001);
    expect(await reasonWith(keys)).toBe("key_set_unavailable");
    expect(server.requests()).toBe(2);
  });

  it(`keeps the keys that it has when the issuer answers ${JSON.stringify(body)}`, async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    let published: unknown = { keys: [publicJwk] };
    const server = await serve((_, response) => json(response, published));
    const keys = remoteKeySet(`${server.url}/jwks`, { cooldown: 30_000 });
    expect(await reasonWith(keys)).toBe("allowed");
    published = body;
    vi.setSystemTime(Date.now() + 30_001);
    for (let index = 0; index < 3; index += 1) {
      expect(await reasonWith(keys, { kid: "key-2" })).toBe("key_set_unavailable");
      expect(await reasonWith(keys)).toBe("allowed");
    }
    expect(server.requests()).toBe(2);
  });
}

const ANSWERS: readonly (readonly [what: string, answer: Parameters<typeof serve>[0]])[] = [
  ["does not answer", () => {}],
  ["answers 10 MB", (_, response) => response.end(`{"keys":[],"x":"${"x".repeat(10_000_000)}"}`)],
  [
    "announces 10 MB",
    (_, response) => response.writeHead(200, { "content-length": "10000000" }).flushHeaders(),
  ],
  [
    "answers drop by drop for ever",
    (_, response) => {
      const timer = setInterval(() => response.write(" "), 10);
      response.on("close", () => clearInterval(timer));
    },
  ],
  ["answers no JSON", (_, response) => response.end("<html>")],
  ["answers no key set", (_, response) => json(response, { keys: "none" })],
  [
    "redirects",
    (_, response) => response.writeHead(302, { location: "https://evil.example.com/jwks" }).end(),
  ],
  ["breaks off", (request) => request.socket.destroy()],
];

for (const [what, answer] of ANSWERS) {
  it(`denies as key_set_unavailable when the issuer ${what}`, async () => {
    const server = await serve(answer);
    expect(await reasonWith(remoteKeySet(`${server.url}/jwks`, { timeout: 300 }))).toBe(
      "key_set_unavailable",
    );
  });
}

it("denies as key_set_unavailable when nobody listens", async () => {
  const port = await new Promise<number>((resolve) => {
    const closed = createServer().listen(0, "127.0.0.1", () => {
      const address = closed.address();
      closed.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
  expect(await reasonWith(remoteKeySet(`http://127.0.0.1:${port}/jwks`))).toBe("key_set_unavailable");
});
