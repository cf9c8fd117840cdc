import { type IAspect, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { embeddedStatements } from "../../core/check/embedded-statements.js";
import { checkNetwork } from "../../core/check/report.js";
import { statementValidator } from "../../core/check/statement-validator.js";
import { CordonError, type Problem, quote, valueOrThrow } from "../../core/errors.js";
import type { Finding } from "../../core/guardrails/finding.js";
import { SEVERITIES, type Severity } from "../../core/guardrails/guardrail.js";
import { GUARDRAILS } from "../../core/guardrails/guardrails.js";
import { type CheckedOptions, checkOptions } from "../../core/options/check-options.js";
import type { SettingErrorCode } from "../../core/options/error-codes.js";
import { FLAG, value, word } from "../../core/options/kinds.js";
import { optional } from "../../core/options/option-kind.js";
import { options } from "../../core/options/shape.js";
import { applyAboveStacks } from "./apply-above-stacks.js";
import { synthesizedNetwork } from "./synthesized-network.js";
import { problemsOf } from "./validation.js";

/** How strict the guardrails are. */
export interface GuardrailsProps {
  /**
   * Findings below this severity do not fail the synthesis; `cordon check` still reports them.
   * @default "low" - every finding counts
   */
  readonly failOn?: Severity;
  /**
   * Lets what cannot be decided pass.
   * @default false - UNKNOWN fails the synthesis
   */
  readonly allowUnknown?: boolean;
  /** The instant against which acknowledgements expire. @default - the present */
  readonly now?: Date;
}

const GUARDRAILS_OPTIONS: CheckedOptions<SettingErrorCode> = {
  subject: "Guardrails",
  code: "CORDON_SETTING_REFUSED",
  kind: options<GuardrailsProps>({
    failOn: optional(word(...SEVERITIES)),
    allowUnknown: optional(FLAG),
    now: optional(value("a Date", (now) => now instanceof Date && !Number.isNaN(now.getTime()))),
  }),
  where: () => "Guardrails",
};

/**
 * The rules of docs/rules.md as a CDKTF aspect: `Aspects.of(stack).add(new Guardrails())` fails `cdktf synth` on a finding that
 * nobody has acknowledged. On an app they hold for each of its stacks; on a construct inside a stack the synthesis
 * fails with CORDON_GUARDRAIL_MISPLACED, because what is open is a property of the network as a whole.
 *
 * It runs as a validation of each stack, so `Testing.synth` does not see it; test guardrails through `app.synth()`.
 */
export class Guardrails implements IAspect {
  readonly #props: GuardrailsProps;
  readonly #visited = new WeakSet<TerraformStack>();

  /** @throws CordonError CORDON_SETTING_REFUSED */
  constructor(props: GuardrailsProps = {}) {
    checkOptions(props, GUARDRAILS_OPTIONS);
    this.#props = props;
    applyAboveStacks((aspect) => aspect instanceof Guardrails);
  }

  visit(node: IConstruct): void {
    const stack = TerraformStack.of(node);
    if (this.#visited.has(stack)) return;
    // CDKTF visits a stack before what is in it.
    if (stack !== node) throw new CordonError([misplacedProblem(node, stack)]);
    this.#visited.add(stack);
    node.node.addValidation({ validate: () => this.#violations(stack) });
  }

  #violations(stack: TerraformStack): string[] {
    const { failOn = "low", allowUnknown = false, now = new Date() } = this.#props;
    return problemsOf(() => {
      const { files, network } = synthesizedNetwork(stack);
      const statements = valueOrThrow(embeddedStatements(statementValidator(), files, GUARDRAILS));
      const { findings, unknown } = valueOrThrow(checkNetwork(network, statements, now.getTime())).report;
      const counted = findings.filter(
        ({ severity, acknowledged }) =>
          acknowledged === null && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn),
      );
      return [
        ...counted.map(findingProblem),
        ...(allowUnknown ? [] : unknown.map(({ resource, why }) => unknownProblem(resource, why))),
      ];
    });
  }
}

function misplacedProblem(node: IConstruct, stack: TerraformStack): Problem {
  return {
    code: "CORDON_GUARDRAIL_MISPLACED",
    summary: "guardrails see whole stacks, and this is a construct inside one",
    got: `Guardrails on ${quote(node.node.path)}`,
    allowed: "an aspect of a stack, or of the app",
    fix: `add them to the stack ${quote(stack.node.path)}`,
    where: node.node.path,
  };
}

function findingProblem({ rule, severity, resource, constructPath, message, fix }: Finding): Problem {
  return {
    code: "CORDON_GUARDRAIL_BROKEN",
    summary: `${rule} (${severity}): ${message}`,
    got: quote(resource),
    allowed: "what docs/rules.md says, or an acknowledgement with a reason and an expiry",
    fix: fix.replace(/\.$/, ""),
    ...(constructPath === null ? {} : { where: constructPath }),
  };
}

function unknownProblem(resource: string, why: string): Problem {
  return {
    code: "CORDON_GUARDRAIL_UNKNOWN",
    summary: `this cannot be decided from the code: ${why}`,
    got: quote(resource),
    allowed: "values that the stacks of the app determine",
    fix: "make the value a literal or a reference inside the app, or pass allowUnknown: true",
  };
}
