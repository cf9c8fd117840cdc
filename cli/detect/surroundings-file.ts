import type { DetectionErrorCode } from "../../core/detection/error-codes.js";
import { DEFAULT_SURROUNDINGS, type Surroundings } from "../../core/detection/rules/rule.js";
import { CordonError, quote } from "../../core/errors.js";
import { isJsonObject } from "../../core/json/values.js";
import { parseCidr } from "../../core/network/cidr.js";
import { readText } from "../input/input-files.js";

const NAMES = ["egress", "critical", "administration"] as const;

/**
 * What a team says of its ground; lists that the file leaves out keep their default.
 *
 * @throws CordonError CORDON_DETECTION_SURROUNDINGS_REFUSED, CORDON_POLICY_INPUT_UNREADABLE
 */
export function readSurroundings(path: string | undefined): Surroundings {
  if (path === undefined) return DEFAULT_SURROUNDINGS;
  const value = parsed(readText(path));
  if (!isJsonObject(value)) throw refused(path, "the file holds no JSON object", value, "an object");
  for (const [name, list] of Object.entries(value)) {
    if (!NAMES.some((known) => known === name))
      throw refused(path, "this list is unknown", name, NAMES.join(", "));
    if (!Array.isArray(list) || !list.every((entry) => typeof entry === "string" && entry !== "")) {
      throw refused(path, `${name} is not a list of texts`, list, "a list of texts");
    }
  }
  const given = value as Partial<Surroundings>;
  for (const cidr of given.egress ?? []) {
    if (!parseCidr(cidr).ok)
      throw refused(path, "this is not a CIDR block", cidr, "CIDR blocks such as 192.0.2.0/24");
  }
  return { ...DEFAULT_SURROUNDINGS, ...given };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(where: string, summary: string, got: unknown, allowed: string): CordonError {
  return new CordonError([
    {
      code: "CORDON_DETECTION_SURROUNDINGS_REFUSED" satisfies DetectionErrorCode,
      summary,
      got: quote(got),
      allowed,
      fix: 'write {"egress": ["192.0.2.0/24"], "critical": ["admin/*"], "administration": ["iam:*"]}',
      where,
    },
  ]);
}
