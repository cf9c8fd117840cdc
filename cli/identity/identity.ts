import { group } from "../command.js";
import { identityServe } from "./serve.js";

/** `cordon identity` and its verbs. */
export const identity = group(
  {
    name: "identity",
    summary: "sign people in: the authenticator on this machine",
    description:
      "The authenticator: invitations, passkeys, sessions and tokens that the policy engine believes.",
    example:
      "cordon identity serve --local demo --port 8787 --rp-id localhost --origin http://localhost:8787",
    isTerse: true,
  },
  [identityServe],
);
