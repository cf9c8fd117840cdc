import { verifyAudit } from "../../services/access-broker/verify-audit.js";
import { EXIT } from "../output/exit-codes.js";
import type { Streams } from "../streams.js";
import type { LiveOptions } from "./live-options.js";
import { printEither } from "./print-answer.js";
import { question } from "./question.js";
import { runLive } from "./run-live.js";

/** The arguments of `cordon access audit verify`. */
export type AuditVerifyArguments = readonly [];

/** The options of `cordon access audit verify`. */
export type AuditVerifyOptions = LiveOptions;

/** Verifies the audit trail. */
export function runAuditVerify(
  _: AuditVerifyArguments,
  options: AuditVerifyOptions,
  streams: Streams,
): Promise<number> {
  return runLive(
    options,
    streams,
    {
      question: question("audit-verify"),
      isAnswer: ({ ok }) => typeof ok === "boolean",
      local: ({ ports }) => verifyAudit(ports),
    },
    async (verdict) => {
      const line = verdict.ok
        ? `${verdict.head.count} events, ${verdict.head.hash}`
        : `line ${verdict.line}: ${verdict.message}`;
      await printEither(verdict, [line], options, streams);
      return verdict.ok ? EXIT.clean : EXIT.findings;
    },
  );
}
