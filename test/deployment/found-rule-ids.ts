const CALL =
  /Values=(sg-\w+) .*?IsEgress==`(true|false)`.*?FromPort==`(\d+)`.*?CidrIpv4==`"([^"]+)"`.*\n(import \{\n.*\n {2}id = )"sgr-\.\.\."/g;

/**
 * A recipe with the ids that the calls of the AWS CLI above its blocks find in the emulator.
 *
 * @throws Error if a call finds not exactly one rule
 */
export async function foundRuleIds(recipe: string, endpoint: string): Promise<string> {
  const ids = new Map<string, string>();
  for (const [call, group = "", isEgress, port, block] of recipe.matchAll(CALL)) {
    const answer = await fetch(endpoint, {
      method: "POST",
      headers: {
        Authorization:
          "AWS4-HMAC-SHA256 Credential=emulator/20260101/eu-central-1/ec2/aws4_request, SignedHeaders=host, Signature=none",
      },
      body: new URLSearchParams({
        Action: "DescribeSecurityGroupRules",
        Version: "2016-11-15",
        "Filter.1.Name": "group-id",
        "Filter.1.Value.1": group,
      }),
    });
    const rules = (await answer.text())
      .split("<item>")
      .filter((item) =>
        [`<isEgress>${isEgress}<`, `<fromPort>${port}<`, `<cidrIpv4>${block}<`].every((part) =>
          item.includes(part),
        ),
      );
    const found = rules.flatMap((rule) => /<securityGroupRuleId>(sgr-\w+)</.exec(rule)?.[1] ?? []);
    const [id] = found;
    if (id === undefined || found.length > 1) throw new Error(`found ${found.join()} by ${call}`);
    ids.set(call, id);
  }
  return recipe.replaceAll(CALL, (call) => call.replace("sgr-...", ids.get(call) ?? ""));
}
