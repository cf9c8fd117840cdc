import { handleOf } from "../../../core/identity/cookie.js";
import { nothingIn } from "../body.js";
import type { Endpoint } from "../call.js";
import { refreshed } from "../refreshed.js";
import { sessionEnded } from "../refused.js";
import { sessionAnswer } from "../sessions.js";

/** `refresh`: a new token and a new handle for the handle in the cookie. */
export const refresh: Endpoint = async (call) => {
  nothingIn(call.body);
  const handle = handleOf(call.request.header("cookie"));
  if (handle === undefined) throw sessionEnded();
  const { person, started } = await refreshed(call, handle, "cordon-sign-in");
  return sessionAnswer(call, person, started);
};
