import { Aspects, type IAspect, TerraformElement } from "cdktf";
import type { IConstruct } from "constructs";
import { CordonError, type Problem } from "../../core/errors.js";

/**
 * Settles something once, when all constructs are there and before the first of them is rendered for good.
 *
 * `App.synth` renders every element once before it writes any, and this one, which renders to nothing, is among them;
 * `Testing.synth` only visits aspects before it renders.
 */
export class SettleAtSynthesis extends TerraformElement {
  readonly #settle: () => readonly Problem[];
  #settled = false;

  /** @param settle its problems fail the synthesis */
  constructor(scope: IConstruct, id: string, settle: () => readonly Problem[]) {
    super(scope, id);
    this.#settle = settle;
    const aspect: IAspect = { visit: () => this.#once() };
    Aspects.of(this).add(aspect);
  }

  override toTerraform(): object {
    this.#once();
    return super.toTerraform();
  }

  #once(): void {
    if (this.#settled) return;
    this.#settled = true;
    const problems = this.#settle();
    if (problems.length > 0) throw new CordonError(problems);
  }
}
