import { describe, expect, it } from "vitest";
import { register, signIn } from "./passkey-calls.js";
import { SoftAuthenticator } from "./soft-authenticator.js";
import { type Reply, type SignedIn, signedIn, World } from "./world.js";

describe("devices", () => {
  async function device(world: World, { bearer }: SignedIn, passkey_id: string): Promise<Reply> {
    return world.post("/v1/devices", { label: "Laptop", passkey_id }, bearer);
  }

  it("give their id to the sign-ins of their passkey, and take them down with them", async () => {
    const world = new World();
    const ann = await register(world, "ann");
    const made = await device(world, ann, ann.key.id);
    expect([made.status, made.body]).toEqual([
      201,
      {
        device_id: expect.stringMatching(/^d-/u),
        label: "Laptop",
        bound_to: "passkey",
        posture: null,
        posture_measured_at: null,
        revoked: false,
      },
    ]);
    expect(world.notices[world.notices.length - 1]?.kind).toBe("new_device");
    const id = made.body.device_id;
    const signed = signedIn(await signIn(world, ann.key));
    const claims = JSON.parse(Buffer.from(signed.token.split(".")[1] ?? "", "base64url").toString());
    expect(claims.device_id).toBe(id);
    expect(
      (
        await world.operator("PUT", `devices/${id}/posture`, {
          posture: 2,
          measured_at: "2026-03-02T08:00:00Z",
        })
      ).status,
    ).toBe(204);
    await world.operator("PUT", `devices/${id}/posture`, { posture: 9, measured_at: "2026-03-02T07:00:00Z" });
    const listed = await world.call("GET", "/v1/devices", undefined, ann.bearer);
    expect(listed.body.devices[0]).toMatchObject({
      posture: 2,
      posture_measured_at: "2026-03-02T08:00:00.000Z",
    });
    expect((await world.call("DELETE", `/v1/devices/${id}`, undefined, ann.bearer)).status).toBe(204);
    const out = await world.call("GET", "/v1/me", undefined, signed.bearer);
    expect([out.status, out.body.reason]).toEqual([403, "device_revoked"]);
    expect((await world.post("/v1/refresh", {}, { cookie: signed.cookie })).body.reason).toBe(
      "session_ended",
    );
    const again = await signIn(world, ann.key);
    expect([again.status, again.body.reason, world.because]).toEqual([
      401,
      "authentication_failed",
      "device_revoked",
    ]);
  });

  it("are not made of a passkey that can be copied, that is unknown, or of nothing", async () => {
    const world = new World();
    const ann = await register(world, "ann", new SoftAuthenticator({ backupEligible: true }));
    const synced = await device(world, ann, ann.key.id);
    expect([synced.status, synced.body.reason]).toEqual([409, "passkey_synced"]);
    expect((await device(world, ann, "none")).status).toBe(404);
    expect((await world.post("/v1/devices", { label: "Laptop" }, ann.bearer)).status).toBe(400);
    const bob = await register(world, "bob");
    const own = await device(world, bob, bob.key.id);
    expect(
      (await world.call("DELETE", `/v1/devices/${own.body.device_id}`, undefined, ann.bearer)).status,
    ).toBe(404);
    expect(
      (
        await world.operator("PUT", "devices/none/posture", {
          posture: 1,
          measured_at: "2026-03-02T08:00:00Z",
        })
      ).status,
    ).toBe(404);
  });
});
