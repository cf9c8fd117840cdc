import { canonicalHash } from "../../core/access/canonical-json.js";
import { GRANT_TAG, type SecurityGroupRule } from "../../core/access/flow-rules.js";
import type { FlowRules, StandingRule } from "../../services/access-broker/ports.js";
import type { AwsHolder, AwsRule, AwsState } from "./aws-state.js";
import type { Faults } from "./faults.js";

/** The rules of security groups; as in EC2, the same rule stands once only. */
export function fakeFlows(aws: AwsHolder, faults: Faults): FlowRules {
  const change = (name: string, next: (rules: Record<string, AwsRule>) => Record<string, AwsRule>): void =>
    faults.call(name, () =>
      aws.update((state) => ({ state: { ...state, rules: next(state.rules ?? {}) }, result: undefined })),
    );
  return {
    authorize: async (rule) =>
      faults.call(`ec2 Authorize ${rule.direction} ${idOf(rule)}`, () =>
        aws.update<"created" | "exists">((state) => {
          const id = idOf(rule);
          if (state.rules?.[id] !== undefined) return { state, result: "exists" };
          const tags = Object.fromEntries(
            rule.TagSpecifications[0].Tags.map(({ Key, Value }) => [Key, Value]),
          );
          return { state: { ...state, rules: { ...state.rules, [id]: { rule, tags } } }, result: "created" };
        }),
      ),
    find: async (rule) => standingIn(aws.read(), idOf(rule)),
    retag: async ({ id }, tags) =>
      change(`ec2 CreateTags ${id}`, (rules) => {
        const known = rules[id];
        return known === undefined ? rules : { ...rules, [id]: { ...known, tags } };
      }),
    revoke: async ({ id }) => change(`ec2 Revoke ${id}`, ({ [id]: _, ...rest }) => rest),
    tagged: async function* () {
      const state = aws.read();
      const all = Object.keys(state.rules ?? {}).map((id) => standingIn(state, id));
      yield all.filter((rule) => rule?.tags[GRANT_TAG] !== undefined) as StandingRule[];
    },
  };
}

/** The same rule has the same id, whatever its tags. */
function idOf({ direction, GroupId, IpPermissions }: SecurityGroupRule): string {
  const hash = canonicalHash({ direction, GroupId, IpPermissions });
  return `sgr-${hash.slice("sha256:".length).slice(0, 17)}`;
}

function standingIn({ rules = {} }: AwsState, id: string): StandingRule | undefined {
  const known = rules[id];
  return known && { id, group: known.rule.GroupId, direction: known.rule.direction, tags: known.tags };
}
