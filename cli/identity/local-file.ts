import { existsSync } from "node:fs";
import { join } from "node:path";
import { TEXT } from "../../core/contracts/variable.js";
import { CordonError, valueOrThrow } from "../../core/errors.js";
import type { IdentityErrorCode } from "../../core/identity/error-codes.js";
import { listMember } from "../../core/json/values.js";
import { optionProblems } from "../../core/options/check-options.js";
import { listOf, secret, text, value } from "../../core/options/kinds.js";
import { optional } from "../../core/options/option-kind.js";
import { options } from "../../core/options/shape.js";
import type { Transmitter } from "../../services/authenticator/transmitter.js";
import { readWrittenFile } from "../input/read-json-file.js";

/** What `local.json` says. */
export interface LocalFile {
  /** The bearer secret of operators. @default - there are no operators */
  readonly operator?: string;
  /** Who may send security events. @default - nobody */
  readonly transmitters?: readonly Transmitter[];
}

const CODE = "CORDON_IDENTITY_FILE_INVALID" satisfies IdentityErrorCode;

const KIND = options<LocalFile>({
  operator: optional(secret(text(TEXT))),
  transmitters: optional(
    listOf(
      options<Extract<Transmitter, { readonly authorization: string }>>({
        iss: text(TEXT),
        aud: text(TEXT),
        authorization: secret(text(TEXT)),
        jwks: value("a JSON web key set", (given) => listMember(given, "keys").length > 0),
      }),
    ),
  ),
});

/** `local.json` of the folder, if it holds one. @throws CordonError for one that cannot be used */
export function readLocalFile(folder: string): LocalFile {
  const path = join(folder, "local.json");
  if (!existsSync(path)) return {};
  const given = valueOrThrow(readWrittenFile(path));
  const problems = optionProblems(given, {
    subject: "local.json",
    code: CODE,
    kind: KIND,
    where: (at) => (at === "" ? path : `${path}: ${at}`),
  });
  if (problems.length > 0) throw new CordonError(problems);
  return given as LocalFile;
}
