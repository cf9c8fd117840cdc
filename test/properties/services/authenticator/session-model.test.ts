import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "../../../harness/property-runs.js";
import { register, signIn } from "../../../services/authenticator/passkey-calls.js";
import { type SignedIn, signedIn, World } from "../../../services/authenticator/world.js";

/** What a session is to whoever holds it. */
interface Held {
  isAlive: boolean;
  now: SignedIn;
  readonly cookies: string[];
}

type Step =
  | { readonly do: "sign-in" | "sign-out-everywhere" | "disable-and-enable" | "new-password" }
  | { readonly do: "refresh" | "reuse" | "refresh-twice" | "sign-out"; readonly which: number }
  | { readonly do: "end-other"; readonly which: number; readonly other: number };

const which = fc.nat(7);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant({ do: "sign-in" } as const),
  fc.constantFrom(
    { do: "sign-out-everywhere" } as const,
    { do: "disable-and-enable" } as const,
    { do: "new-password" } as const,
  ),
  fc.record({ do: fc.constantFrom("refresh", "reuse", "refresh-twice", "sign-out"), which }),
  fc.record({ do: fc.constant("end-other" as const), which, other: which }),
);

describe("the sessions of a person", () => {
  it("live and end as their plain model says, whatever is done in whatever order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const world = new World();
        const ann = await register(world, "ann");
        const held: Held[] = [{ isAlive: true, now: ann, cookies: [ann.cookie] }];
        const end = (which_: (one: Held) => boolean) => {
          for (const one of held) if (which_(one)) one.isAlive = false;
        };
        for (const one of steps) {
          world.pass(1);
          await take(world, ann, one, held, end);
          const states = await Promise.all(
            held.map(
              async ({ now }) => (await world.call("GET", "/v1/me", undefined, now.bearer)).status === 200,
            ),
          );
          expect(states).toEqual(held.map(({ isAlive }) => isAlive));
        }
        expect(world.defects).toEqual([]);
      }),
      runs(400),
    );
  });
});

async function take(
  world: World,
  ann: Awaited<ReturnType<typeof register>>,
  step: Step,
  held: Held[],
  end: (which: (one: Held) => boolean) => void,
): Promise<void> {
  const one = "which" in step ? (held[step.which % held.length] as Held) : undefined;
  const alive = held.find(({ isAlive }) => isAlive);
  const refresh = (cookie: string) => world.post("/v1/refresh", {}, { cookie });
  switch (step.do) {
    case "sign-in": {
      const now = signedIn(await signIn(world, ann.key));
      held.push({ isAlive: true, now, cookies: [now.cookie] });
      return;
    }
    case "refresh": {
      const reply = await refresh(one?.now.cookie ?? "");
      expect(reply.status).toBe(one?.isAlive === true ? 200 : 401);
      if (one === undefined || reply.status !== 200) return;
      one.now = signedIn(reply);
      one.cookies.push(one.now.cookie);
      return;
    }
    case "reuse": {
      const [old] = one?.cookies ?? [];
      if (one === undefined || old === undefined || one.cookies.length < 2) return;
      expect((await refresh(old)).status).toBe(401);
      one.isAlive = false;
      return;
    }
    case "refresh-twice": {
      const replies = await Promise.all([1, 2].map(() => refresh(one?.now.cookie ?? "")));
      const expected = one?.isAlive === true ? [200, 401] : [401, 401];
      expect(replies.map(({ status }) => status).sort()).toEqual(expected);
      if (one !== undefined) one.isAlive = false;
      return;
    }
    case "sign-out": {
      const reply = await world.post("/v1/sign-out", {}, one?.now.bearer);
      expect(reply.status).toBe(one?.isAlive === true ? 204 : 401);
      if (one !== undefined) one.isAlive = false;
      return;
    }
    case "end-other": {
      const other = held[step.other % held.length] as Held;
      const reply = await world.call("DELETE", `/v1/sessions/${other.now.sid}`, undefined, one?.now.bearer);
      const expected = one?.isAlive !== true ? 401 : other.isAlive ? 204 : 404;
      expect(reply.status).toBe(expected);
      if (expected === 204) other.isAlive = false;
      return;
    }
    case "sign-out-everywhere": {
      if (alive === undefined) return;
      expect((await world.call("DELETE", "/v1/sessions", undefined, alive.now.bearer)).status).toBe(204);
      end(() => true);
      return;
    }
    case "new-password": {
      if (alive === undefined) return;
      const password = { password: "violet harbour 99" };
      expect((await world.call("PUT", "/v1/password", password, alive.now.bearer)).status).toBe(204);
      end((other) => other !== alive);
      return;
    }
    case "disable-and-enable": {
      for (const disabled of [true, false]) await world.operator("PUT", `people/${ann.person}`, { disabled });
      end(() => true);
    }
  }
}
