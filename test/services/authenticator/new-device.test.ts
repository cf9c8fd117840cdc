import { describe, expect, it } from "vitest";
import { register, signIn } from "./passkey-calls.js";
import { codeOf, PASSWORD, type Reply, World } from "./world.js";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const NEWER_FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";
const CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";

function newDevices({ notices }: World): number {
  return notices.filter(({ kind }) => kind === "new_device").length;
}

async function ann(world: World) {
  const { seed, person } = await world.register("ann");
  const from = (agent: string, password = PASSWORD): Promise<Reply> => {
    world.pass(60);
    const body = { name: "ann", password, totp: codeOf(seed, world.now) };
    return world.post("/v1/sign-in/password", body, { "user-agent": agent });
  };
  return { person, from };
}

describe("a sign-in from a browser that was never seen", () => {
  it("is told to the person once, whatever the browser's version", async () => {
    const world = new World();
    const { person, from } = await ann(world);
    // The registration itself came from no browser.
    await from(FIREFOX);
    expect(world.notices.at(-1)).toMatchObject({ person, kind: "new_device" });
    await from(NEWER_FIREFOX);
    expect(newDevices(world)).toBe(1);
    await from(CHROME);
    await from(FIREFOX);
    expect(newDevices(world)).toBe(2);
  });

  it("looks the same to whoever signs in", async () => {
    const world = new World();
    const { from } = await ann(world);
    const [first, again] = [await from(FIREFOX), await from(FIREFOX)];
    expect(Object.keys(again.body)).toEqual(Object.keys(first.body));
    expect(Object.keys(again.headers)).toEqual(Object.keys(first.headers));
    expect(again.status).toBe(first.status);
  });

  it("is told of no failure, and not of the first sign-in of all", async () => {
    const world = new World();
    const { from } = await ann(world);
    expect((await from(FIREFOX, "violet harbour 8")).status).toBe(401);
    expect(newDevices(world)).toBe(0);
  });

  it("is told of a passkey, too, but not of a registered device: that one was told of before", async () => {
    const world = new World();
    const { key, bearer } = await register(world, "bob");
    const { status } = await world.post("/v1/devices", { label: "Laptop", passkey_id: key.id }, bearer);
    expect([status, newDevices(world)]).toEqual([201, 1]);
    const { body } = await world.post("/v1/sign-in/passkey/options");
    const credential = key.get(body.publicKey);
    await world.post("/v1/sign-in/passkey", { credential }, { "user-agent": CHROME });
    expect(newDevices(world)).toBe(1);
    const other = await register(world, "cid");
    expect((await signIn(world, other.key)).status).toBe(200);
    expect(newDevices(world)).toBe(1);
    const asked = await world.post("/v1/sign-in/passkey/options");
    const answer = other.key.get(asked.body.publicKey);
    await world.post("/v1/sign-in/passkey", { credential: answer }, { "user-agent": CHROME });
    expect(world.notices.at(-1)).toMatchObject({ person: other.person, kind: "new_device" });
  });
});
