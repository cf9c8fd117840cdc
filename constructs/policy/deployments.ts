import { dependable, Fn, type TerraformResource, TerraformStack, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";
import { quote } from "../../core/errors.js";
import { append } from "../../core/json/append.js";
import { isToken } from "../../core/network/token.js";
import type { PolicyEngineProblem } from "./error-codes.js";
import { refersTo } from "./same-api.js";

/** A snapshot of an API of either kind. */
export interface DeploymentResource extends TerraformResource {
  readonly id: string;
  readonly triggersInput: Record<string, string> | undefined;
  triggers: Record<string, string>;
}

/** A stage, and the snapshots of the API that it serves. */
export interface DeployedStage {
  readonly stage: TerraformResource;
  /** Ids of deployments, undefined for a stage that says none; empty for one that deploys every change by itself. */
  readonly deploymentIds: readonly (string | undefined)[];
}

/** What must be deployed anew when the protection of an API changes. */
export interface Redeployment {
  readonly api: IConstruct;
  readonly deployments: readonly DeploymentResource[];
  readonly stages: readonly DeployedStage[];
  /** Authorizer and routes: what a deployment takes a snapshot of. */
  readonly parts: readonly TerraformResource[];
  /** What decides on who is let in; a change of it needs another snapshot. */
  readonly authorization: unknown;
}

const TRIGGER = "cordon_authorization";

/**
 * Lets every deployment of an API follow its protection: a deployment is a snapshot, and Terraform makes another one
 * only where an argument of it changes (API Gateway Developer Guide, "Deploy REST APIs"). The old one goes last, because
 * AWS refuses to delete a deployment that a stage uses.
 *
 * @returns the problems of deployments that cannot be made anew, and of stages whose deployment cannot be seen
 */
export function redeploy({
  api,
  deployments,
  stages,
  parts,
  authorization,
}: Redeployment): PolicyEngineProblem[] {
  const problems: PolicyEngineProblem[] = [];
  const hash = Fn.sha256(Fn.jsonencode(authorization));
  for (const deployment of deployments) {
    const frozen = [...frozenProblems(deployment), ...farProblems(deployment, parts, api)];
    append(problems, frozen);
    if (frozen.length > 0) continue;
    const near = parts.filter((part) => TerraformStack.of(part) === TerraformStack.of(deployment));
    if (near.length > 0)
      deployment.dependsOn = [...new Set([...(deployment.dependsOn ?? []), ...near.map(dependable)])];
    deployment.triggers = withTrigger(deployment.triggersInput ?? {}, hash);
    deployment.lifecycle = { ...deployment.lifecycle, createBeforeDestroy: true };
  }
  for (const { stage, deploymentIds } of stages) {
    // One that deploys by itself has a deployment that Terraform does not choose, as long as it may switch that on.
    append(problems, ignoredProblems(stage, deploymentIds.length > 0 ? "deployment_id" : "auto_deploy"));
    for (const id of deploymentIds) {
      if (deployments.some((deployment) => refersTo(id, deployment))) continue;
      problems.push(
        notDeployed(
          "the stage serves a deployment that this app does not declare",
          id === undefined
            ? "no deploymentId"
            : `deploymentId ${isToken(id) ? "of something else" : quote(id)}`,
          "deployments that this app declares, so that they are made anew after the authorizer",
          "declare the deployment in this app, and let the stage refer to its id",
          stage.node.path,
        ),
      );
    }
  }
  return problems;
}

/** The problem of an API that no stage in the app serves: what it serves elsewhere would stay as it is. */
export function unstagedProblem(api: IConstruct): PolicyEngineProblem {
  return notDeployed(
    "this app declares no stage of the API, so what is deployed of it would stay unprotected",
    "no stage",
    "a stage in this app; of a REST API, and without autoDeploy, with its deployment",
    "declare stage and deployment in this app",
    api.node.path,
  );
}

/** The problems of attributes that we set and that a resource does not let Terraform change. */
export function ignoredProblems(
  resource: TerraformResource,
  ...attributes: readonly string[]
): PolicyEngineProblem[] {
  const ignored = resource.lifecycle?.ignoreChanges ?? [];
  const found =
    ignored === "all"
      ? attributes
      : attributes.filter((attribute) => ignored.some((one) => one.split(/[.[]/)[0] === attribute));
  return found.map((attribute) =>
    notDeployed(
      `Terraform is told to ignore changes of ${attribute}, which the protection changes`,
      `ignoreChanges: ${quote(ignored)}`,
      `a lifecycle that does not ignore ${attribute}`,
      `take ${attribute} out of ignoreChanges`,
      resource.node.path,
    ),
  );
}

function frozenProblems(deployment: DeploymentResource): PolicyEngineProblem[] {
  const { createBeforeDestroy, preventDestroy } = deployment.lifecycle ?? {};
  const frozen = (summary: string, got: string) =>
    notDeployed(
      summary,
      got,
      "a deployment that is replaced, the new one before the old one goes",
      `leave ${got} out`,
      deployment.node.path,
    );
  return [
    ...ignoredProblems(deployment, "triggers"),
    ...(createBeforeDestroy === false
      ? [frozen("AWS does not delete a deployment that a stage uses", "createBeforeDestroy: false")]
      : []),
    ...(preventDestroy === true
      ? [frozen("the deployment could not be replaced by a protected one", "preventDestroy: true")]
      : []),
  ];
}

/** The stack of a deployment comes after that of its API; of other stacks nobody knows which comes first. */
function farProblems(
  deployment: DeploymentResource,
  parts: readonly TerraformResource[],
  api: IConstruct,
): PolicyEngineProblem[] {
  const after = [TerraformStack.of(deployment), TerraformStack.of(api)];
  return parts
    .filter((part) => !after.includes(TerraformStack.of(part)))
    .map((part) =>
      notDeployed(
        "the deployment may be made before a route that another stack declares is protected",
        `route ${part.node.path}`,
        "routes in the stack of the API or of its deployment",
        "move the deployment into the stack of that route, or the route to the API",
        deployment.node.path,
      ),
    );
}

function withTrigger(own: Record<string, string>, hash: string): Record<string, string> {
  const ours = { [TRIGGER]: hash };
  // A map that only Terraform knows cannot be spread.
  return Tokenization.reverseMap(own) !== undefined ? Fn.merge([own, ours]) : { ...own, ...ours };
}

function notDeployed(
  summary: string,
  got: string,
  allowed: string,
  fix: string,
  where: string,
): PolicyEngineProblem {
  return { code: "CORDON_PROTECT_NOT_DEPLOYED", summary, got, allowed, fix, where };
}
