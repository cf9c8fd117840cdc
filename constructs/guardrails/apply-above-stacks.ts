import { App, Aspects, type IAspect, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

let isHooked = false;

/**
 * Lets aspects of an app, or of a construct that holds stacks, hold for the stacks below it.
 *
 * CDKTF visits stacks and what is in them (lib/synthesize/synthesizer.js, invokeAspects), and passes over the aspects of
 * what stands above them without a word. For guardrails that is a wall that was ordered and never built; and an aspect
 * is told nothing when it is added, so the beginning of the synthesis is the first moment to notice.
 *
 * @param isOurs the aspects that are meant; those of others stay as CDKTF has them
 */
export function applyAboveStacks(isOurs: (aspect: IAspect) => boolean): void {
  if (isHooked) return;
  isHooked = true;
  const synth = App.prototype.synth;
  App.prototype.synth = function (this: App): void {
    for (const stack of this.node.findAll().filter(TerraformStack.isStack)) {
      const aspects = Aspects.of(stack);
      const inherited = stack.node.scopes.filter(isAboveStacks).flatMap((scope) => Aspects.of(scope).all);
      for (const aspect of inherited.filter(isOurs)) {
        if (!aspects.all.includes(aspect)) aspects.add(aspect);
      }
    }
    synth.call(this);
  };
}

function isAboveStacks(scope: IConstruct): boolean {
  return !scope.node.scopes.some(TerraformStack.isStack);
}
