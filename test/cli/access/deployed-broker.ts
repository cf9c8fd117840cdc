import type { GetRoleCommand } from "@aws-sdk/client-iam";
import type { IAMClient } from "../../../adapters/aws/clients/clients.js";
import type { EntitlementFile } from "../../../core/access/entitlement.js";
import type { AuditRecord } from "../../../core/access/grant-event.js";
import { readEntitlements } from "../../../core/access/read-entitlements.js";
import { objectOrEmpty } from "../../../core/json/values.js";
import { approveVerbs } from "../../../lambdas/access-approve/verbs.js";
import { reportVerbs } from "../../../lambdas/access-report/verbs.js";
import { requestVerbs } from "../../../lambdas/access-request/verbs.js";
import { revokeVerbs } from "../../../lambdas/access-sweep/verbs.js";
import { type Answered, answerCaller } from "../../../lambdas/wiring/access/answer-caller.js";
import { sweep } from "../../../services/access-broker/sweep.js";
import { assumedRoleXml, callerIdentityXml, type Principal, signerOf } from "../../adapters/aws/fake-sts.js";
import { entitlement } from "../../core/access/sample.js";
import { json, type LoopbackServer, serve } from "../../harness/http-server.js";
import { World } from "../../services/access-broker/broker-world.js";

const ARN = "arn:aws:lambda:eu-central-1:111122223333:function:shop-jit";

/** The output of the stack. */
export const OUTPUTS = {
  region: "eu-central-1",
  request: `${ARN}-request`,
  approve: `${ARN}-approve`,
  revoke: `${ARN}-sweep`,
  report: `${ARN}-report`,
} as const;

const session = (person: string) => `arn:aws:sts::111122223333:assumed-role/People/${person}`;

/** Access keys of people; each key's secret is its own. */
export const PEOPLE: Readonly<Record<string, Principal>> = {
  AKIAALICEEXAMPLE0001: { secret: "alice-secret", arn: session("alice") },
  AKIABOBEXAMPLE000002: { secret: "bob-secret", arn: session("bob") },
};

/** What the process of a person has in its environment. */
export function credentialsOf(person: string): Record<string, string> {
  const [key, principal] = Object.entries(PEOPLE).find(([, { arn }]) => arn === session(person)) ?? [];
  return { AWS_ACCESS_KEY_ID: key ?? "", AWS_SECRET_ACCESS_KEY: principal?.secret ?? "" };
}

function fileOf(): EntitlementFile {
  const LEADS = { required: 1, approvers: ["group:leads", "user:bob"] };
  const role = "arn:aws:iam::111122223333:role/sso/People";
  const read = readEntitlements(
    JSON.stringify({
      version: 1,
      people: { roles: [{ arn: role, person: "sessionName", groups: ["oncall"] }] },
      entitlements: [entitlement({ id: "free" }), entitlement({ id: "asked", approval: LEADS })],
    }),
    "entitlements.json",
  );
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}

/** How Lambda or STS answers instead of what it would. */
export interface Trouble {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A broker in AWS: the verbs and the check of callers that the functions have, on a ledger in memory. */
export class DeployedBroker {
  readonly world = new World();
  /** Events as Lambda got them, with the function. */
  readonly events: { readonly functionArn: string; readonly event: unknown }[] = [];
  /** Bodies of calls of AssumeRole. */
  readonly assumed: URLSearchParams[] = [];
  /** What stands in the way of the next calls of a function; the first is used up first. */
  readonly troubles: Record<string, Trouble[]> = {};
  sessionUntil = "2026-12-01T23:00:00Z";
  readonly #signatures = new Set<string>();
  #server: LoopbackServer | undefined;

  /** Serves until the test is over. */
  async start(): Promise<this> {
    this.world.file = fileOf();
    this.world.now = Date.now();
    this.#server = await serve((request, response, body) => {
      const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(request.url ?? "") ?? [];
      if (name === undefined) return this.#sts(request.headers, body, response);
      const functionArn = decodeURIComponent(name);
      const event: unknown = JSON.parse(body);
      this.events.push({ functionArn, event });
      const trouble = this.troubles[functionArn]?.shift();
      if (trouble !== undefined) {
        for (const [header, value] of Object.entries(trouble.headers ?? {}))
          response.setHeader(header, value);
        return json(response, trouble.body, trouble.status);
      }
      this.invoke(functionArn, event).then(
        (answer) => json(response, answer),
        (error) => {
          response.setHeader("x-amz-function-error", "Unhandled");
          json(response, { errorType: "Error", errorMessage: String(error) });
        },
      );
    });
    return this;
  }

  /** What the process of a person has in its environment. */
  environment(person: string): Record<string, string> {
    return {
      ...credentialsOf(person),
      AWS_ENDPOINT_URL: this.#server?.url ?? "",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: "none",
      AWS_SHARED_CREDENTIALS_FILE: "none",
    };
  }

  /** Lambda: runs a function with an event. */
  async invoke(functionArn: string, event: unknown): Promise<unknown> {
    const { ports } = this.world;
    await ports.heads.flush();
    const { verb } = objectOrEmpty(event);
    this.world.now = Date.now();
    switch (functionArn) {
      case OUTPUTS.request:
        return verb === "revoke"
          ? this.invoke(OUTPUTS.revoke, event)
          : this.#answer(event, requestVerbs(ports), [OUTPUTS.request], false);
      case OUTPUTS.approve:
        return this.#answer(event, approveVerbs(ports), [OUTPUTS.approve], false);
      case OUTPUTS.revoke:
        return verb === "sweep"
          ? sweep(ports)
          : this.#answer(event, revokeVerbs(ports), [OUTPUTS.revoke, OUTPUTS.request], true);
      case OUTPUTS.report:
        return this.#answer(event, reportVerbs(ports), [OUTPUTS.report], true);
      default:
        throw new Error(`there is no ${functionArn}`);
    }
  }

  #answer(
    event: unknown,
    verbs: Readonly<Record<string, Answered>>,
    functions: readonly string[],
    operators: boolean,
  ): Promise<unknown> {
    const world = {
      account: "111122223333",
      store: {
        remember: async (one: string) =>
          !this.#signatures.has(one) && this.#signatures.add(one) !== undefined,
        note: (audit: AuditRecord) => this.world.ports.store.note(audit),
      },
      entitlements: async () => this.world.file,
      clock: { now: Date.now },
      iamClient: {
        send: async ({ input }: GetRoleCommand) => ({
          Role: { Arn: `arn:aws:iam::111122223333:role/sso/${input.RoleName}` },
        }),
      } as unknown as IAMClient,
      functions,
      operators,
    };
    return answerCaller(event, verbs, world, {
      AWS_REGION: OUTPUTS.region,
      AWS_ENDPOINT_URL_STS: this.#server?.url,
    });
  }

  #sts(headers: Parameters<typeof signerOf>[0], body: string, response: Parameters<typeof json>[0]): void {
    const form = new URLSearchParams(body);
    const signer = signerOf(headers, body, PEOPLE);
    if (signer === undefined) {
      response
        .writeHead(403)
        .end("<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code></Error></ErrorResponse>");
    } else if (form.get("Action") === "AssumeRole") {
      this.assumed.push(form);
      response.writeHead(200, { "content-type": "text/xml" }).end(assumedRoleXml(this.sessionUntil));
    } else {
      response.writeHead(200, { "content-type": "text/xml" }).end(callerIdentityXml(signer.arn));
    }
  }
}
