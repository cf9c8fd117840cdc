import { readText } from "../../adapters/files/read-text.js";
import { SHA256, TEXT } from "../../core/contracts/variable.js";
import { CordonError, valueOrThrow } from "../../core/errors.js";
import { readJson } from "../../core/json/read-json.js";
import { listMember } from "../../core/json/values.js";
import { optionProblems } from "../../core/options/check-options.js";
import { listOf, text, value } from "../../core/options/kinds.js";
import { options } from "../../core/options/shape.js";
import type { AuthenticatorProps } from "./authenticator-props.js";
import type { AuthenticatorErrorCode } from "./error-codes.js";

const CODE = "CORDON_AUTHENTICATOR_FILE" satisfies AuthenticatorErrorCode;
const TRANSMITTERS_FILE = "transmitters.json";
const PAGE_FILE = "authorize.html";

/** Who may send security events, as the deployed function reads it: no secret stands in it. */
interface TransmitterEntry {
  readonly iss: string;
  readonly aud: string;
  /** SHA-256 of the Authorization header that it sends, in hexadecimal. */
  readonly authorization_sha256: string;
  readonly jwks: object;
}

const TRANSMITTERS = listOf(
  options<TransmitterEntry>({
    iss: text(TEXT),
    aud: text(TEXT),
    authorization_sha256: text(SHA256),
    jwks: value("a JSON web key set", (given) => listMember(given, "keys").length > 0),
  }),
  { atLeast: 1 },
);

/** What the archive of the function takes along, with the variables that name it. */
export interface TakenFiles {
  readonly files: Readonly<Record<string, string>>;
  readonly fileVariables: { readonly transmittersFile?: string; readonly authorizePageFile?: string };
}

/** Reads and checks the files. @throws CordonError CORDON_AUTHENTICATOR_FILE, and what reading JSON says */
export function takenFiles(
  { transmitters, authorizePage }: Pick<AuthenticatorProps, "authorizePage" | "transmitters">,
  where: string,
): TakenFiles {
  const read = (path: string) => valueOrThrow(readText<AuthenticatorErrorCode>(path, CODE), where);
  return {
    files: {
      ...(transmitters === undefined
        ? {}
        : { [TRANSMITTERS_FILE]: checked(read(transmitters), transmitters) }),
      ...(authorizePage === undefined ? {} : { [PAGE_FILE]: read(authorizePage) }),
    },
    fileVariables: {
      ...(transmitters === undefined ? {} : { transmittersFile: TRANSMITTERS_FILE }),
      ...(authorizePage === undefined ? {} : { authorizePageFile: PAGE_FILE }),
    },
  };
}

function checked(json: string, path: string): string {
  const given = valueOrThrow(readJson(json, path));
  const problems = optionProblems(given, {
    subject: "the file of transmitters",
    code: CODE,
    kind: TRANSMITTERS,
    where: (at) => (at === "" ? path : `${path}: ${at}`),
  });
  if (problems.length > 0) throw new CordonError(problems);
  return JSON.stringify(given);
}
