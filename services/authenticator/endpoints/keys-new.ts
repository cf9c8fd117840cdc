import { nothingIn } from "../body.js";
import type { Endpoint } from "../call.js";
import { addKey } from "../key-ring.js";

/** Operator: POST `keys`: a new signing key, published now, which signs in a quarter of an hour. */
export const keysNew: Endpoint = async ({ body, ports }) => {
  nothingIn(body);
  const { keys } = await addKey(ports);
  return { status: 201, body: { kid: keys[keys.length - 1]?.kid } };
};
