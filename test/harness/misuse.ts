import type { IConstruct } from "constructs";
import { expect } from "vitest";
import { CordonError, type Problem } from "../../constructs/index.js";

/** The error that a misuse is answered with; anything but a CordonError fails the test. */
export function refusal(misuse: () => unknown): CordonError {
  try {
    misuse();
  } catch (error) {
    if (error instanceof CordonError) return error;
    throw error;
  }
  throw new Error("the misuse was accepted");
}

/** The only problem that a misuse is answered with. */
export function problemOf(misuse: () => unknown): Problem {
  const { problems } = refusal(misuse);
  expect(problems).toHaveLength(1);
  return problems[0] as Problem;
}

/** The path of every construct of the tree, for comparing what was there before with what is there after. */
export function tree(construct: IConstruct): string[] {
  return construct.node.root.node
    .findAll()
    .map(({ node }) => node.path)
    .sort();
}

/** Asserts that the misuse is refused in all five parts, and that the construct tree is as before. */
export function expectRefused(
  around: IConstruct,
  misuse: () => unknown,
  expected: { readonly code: string; readonly where: string; readonly message?: RegExp },
): void {
  const before = tree(around);
  const problem = problemOf(misuse);
  expect(problem).toMatchObject({ code: expected.code, where: expected.where });
  for (const part of [problem.summary, problem.got, problem.allowed, problem.fix]) expect(part).not.toBe("");
  if (expected.message !== undefined) {
    expect(Object.values(problem).join(" | ")).toMatch(expected.message);
  }
  expect(tree(around)).toEqual(before);
}
