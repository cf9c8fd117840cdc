import { type Ceremony, SoftAuthenticator } from "./soft-authenticator.js";
import { type Reply, type SignedIn, signedIn, type World } from "./world.js";

/** Registers somebody with a passkey. */
export async function register(
  world: World,
  name: string,
  key = new SoftAuthenticator(),
  how: Ceremony = {},
  more = {},
) {
  const { person, invitation } = await world.invite(name, more);
  const { body } = await world.post("/v1/registration/passkey/options", { invitation });
  const reply = await world.post("/v1/registration/passkey", {
    invitation,
    credential: key.create(body.publicKey, how),
    label: "Key",
  });
  return { person, invitation, key, reply, options: body.publicKey, ...signedIn(reply) };
}

/** Signs in with a passkey. */
export async function signIn(world: World, key: SoftAuthenticator, how: Ceremony = {}): Promise<Reply> {
  const { body } = await world.post("/v1/sign-in/passkey/options");
  return world.post("/v1/sign-in/passkey", { credential: key.get(body.publicKey, how) });
}

/** Steps a session up with a passkey. */
export async function stepUp(world: World, { bearer }: SignedIn, key: SoftAuthenticator): Promise<Reply> {
  const { body } = await world.post("/v1/step-up/passkey/options", {}, bearer);
  return world.post("/v1/step-up/passkey", { credential: key.get(body.publicKey) }, bearer);
}
