import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy/index.js";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js";
import { Construct } from "constructs";
import { conditionProblems } from "../../core/access/check-conditions.js";
import type { EntitlementStatement } from "../../core/access/entitlement.js";
import { escalationsOf } from "../../core/access/escalation.js";
import { conditionsOf } from "../../core/iam/condition.js";
import { type GrantWindow, holdsWithin, withDeadline, withWindow } from "../../core/iam/deadline.js";
import { provesExpiry } from "../../core/iam/proves-expiry.js";
import {
  documentLength,
  LONGEST_DOCUMENT,
  type PolicyDocument,
  renderDocument,
} from "../../core/iam/render-document.js";
import { parseInstant } from "../../core/time/instant.js";
import { checkConstruct } from "../settings/check-construct.js";
import { nameFromPath } from "../settings/name-from-path.js";
import { refuse } from "../settings/refusal.js";
import { treeAround } from "../settings/tree-around.js";
import type { JitErrorCode } from "./error-codes.js";
import { TIME_BOUND_POLICY } from "./time-bound-policy-options.js";
import type { TimeBoundPolicyProps } from "./time-bound-policy-props.js";

/** IAM API Reference, CreatePolicy. */
const LONGEST_NAME = 128;
/** `${aws:username}`; `$${aws:username}` is how Terraform writes it. Terraform's own expressions have no such colon. */
const BARE_VARIABLE = /(?<!\$)\$\{[A-Za-z0-9-]+:[^}]*\}/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/**
 * A managed policy with its end inside: every statement holds `DateLessThan aws:CurrentTime`, so that AWS itself ends
 * it, whether or not anybody deploys again. Once the deadline is over, the synthesis fails until the policy is deleted
 * or its deadline is moved in a reviewed change.
 */
export class TimeBoundPolicy extends Construct {
  readonly policyArn: string;
  readonly resource: IamPolicy;
  readonly document: PolicyDocument;

  /** @throws CordonError CORDON_TIME_BOUND_DEADLINE, CORDON_TIME_BOUND_PAST, CORDON_TIME_BOUND_STATEMENT */
  constructor(scope: Construct, id: string, props: TimeBoundPolicyProps) {
    checkConstruct(scope, id, props, TIME_BOUND_POLICY);
    super(scope, id);
    const around = treeAround(this);
    try {
      const deadline = this.#instant("deadline", props.deadline);
      const activation =
        props.notBefore === undefined ? undefined : this.#instant("notBefore", props.notBefore);
      this.#checkWindow(props, deadline, activation);
      this.document = this.#document(props.statements, deadline, activation);
      this.resource = new IamPolicy(this, "Resource", {
        name:
          props.policyName ??
          nameFromPath(this, { longest: LONGEST_NAME, characters: "letters, digits, - and _" }),
        path: props.path ?? "/",
        description: props.description ?? `Allows nothing from ${props.deadline} on`,
        policy: JSON.stringify(this.document),
        tags: { ...props.tags, "cordon:deadline": props.deadline },
      });
      this.policyArn = this.resource.arn;
      for (const [index, role] of (props.roles ?? []).entries()) {
        new IamRolePolicyAttachment(this, `role-${index + 1}`, { role, policyArn: this.policyArn });
      }
    } catch (error) {
      around.restore();
      throw error;
    }
  }

  #instant(setting: string, text: unknown): number {
    const instant = typeof text === "string" && INSTANT.test(text) ? parseInstant(text) : Number.NaN;
    if (Number.isNaN(instant)) {
      this.#refuse("CORDON_TIME_BOUND_DEADLINE", {
        summary: `the ${setting} is not one absolute instant`,
        got: text,
        allowed: "YYYY-MM-DDTHH:MM:SSZ, as a literal",
        fix: "write the instant in UTC; a duration would begin anew with each deployment",
      });
    }
    return instant;
  }

  #checkWindow(
    { now = new Date(), ...props }: TimeBoundPolicyProps,
    deadline: number,
    activation?: number,
  ): void {
    if (deadline <= now.getTime()) {
      this.#refuse("CORDON_TIME_BOUND_PAST", {
        summary: "the deadline is over: the policy allows nothing any more",
        got: props.deadline,
        allowed: `an instant after ${now.toISOString().slice(0, 19)}Z`,
        fix: "delete the policy, or move the deadline in a reviewed change",
      });
    }
    if (activation !== undefined && activation >= deadline) {
      this.#refuse("CORDON_TIME_BOUND_DEADLINE", {
        summary: "the policy would begin when it is over already",
        got: props.notBefore,
        allowed: `an instant before ${props.deadline}`,
        fix: "correct notBefore or deadline",
      });
    }
  }

  #document(
    statements: readonly EntitlementStatement[],
    deadline: number,
    activation: number | undefined,
  ): PolicyDocument {
    for (const [index, statement] of statements.entries())
      this.#checkStatement(statement, index + 1, deadline);
    const document = renderDocument(
      statements.map(({ effect = "allow", conditions = {}, ...rest }) => {
        const own = conditionsOf(conditions);
        return {
          ...rest,
          effect,
          conditions:
            activation === undefined
              ? withDeadline(own, deadline)
              : withWindow(own, { activation, deadline }),
        };
      }),
    );
    const window = activation === undefined ? { deadline } : { activation, deadline };
    // The builder is never the judge of its own work: the evaluator knows nothing of it.
    const proof = provesExpiry(document, window);
    if (!proof.proven || !document.Statement.some(({ Effect }) => Effect === "Allow")) {
      this.#refuseStatements(proof.failures[0]?.message ?? "none of them allows anything", statements);
    }
    const length = documentLength(document);
    if (length > LONGEST_DOCUMENT) {
      this.#refuseStatements(`they make ${length} characters, and IAM takes ${LONGEST_DOCUMENT}`, statements);
    }
    return document;
  }

  #checkStatement(statement: EntitlementStatement, number: number, deadline: number): void {
    const { effect = "allow", actions, notActions, resources, notResources, conditions = {} } = statement;
    const place = `statement ${number}`;
    const one = (a: readonly string[] | undefined, b: readonly string[] | undefined) =>
      (a === undefined) !== (b === undefined) && (a ?? b ?? []).length > 0;
    if (!one(actions, notActions) || !one(resources, notResources)) {
      this.#refuseStatements(`${place} has both or neither of two keys, or an empty list`, statement);
    }
    if (effect === "allow" && (notActions !== undefined || notResources !== undefined)) {
      this.#refuseStatements(`${place} allows what it does not name`, statement);
    }
    const [variable] = JSON.stringify(statement).match(BARE_VARIABLE) ?? [];
    if (variable !== undefined) {
      this.#refuseStatements(`${place} has a variable of IAM that Terraform would read as its own`, variable);
    }
    const [problem] = conditionProblems(conditions, "none");
    if (problem !== undefined)
      this.#refuseStatements(`${place}: ${problem.summary} (${problem.at})`, statement);
    const lasting = effect === "allow" ? escalationsOf(actions ?? []) : [];
    if (lasting.length > 0) {
      this.#refuseStatements(
        `${place} gives what no deadline ends: ${lasting.slice(0, 5).join(", ")}`,
        statement,
      );
    }
    const always: GrantWindow = { activation: 0, deadline };
    if (!holdsWithin(conditionsOf(conditions), always)) {
      this.#refuseStatements(`${place} can never hold before the deadline`, statement);
    }
  }

  #refuseStatements(summary: string, got: unknown): never {
    this.#refuse("CORDON_TIME_BOUND_STATEMENT", {
      summary,
      got,
      allowed: "statements as in a file of entitlements, without escalation, that the deadline ends",
      fix: "correct the statement",
    });
  }

  #refuse(
    code: JitErrorCode,
    refusal: {
      readonly summary: string;
      readonly got: unknown;
      readonly allowed: string;
      readonly fix: string;
    },
  ): never {
    refuse<JitErrorCode>(this, { code, ...refusal });
  }
}
