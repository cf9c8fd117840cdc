import { IAMClient } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { awsIam } from "../../../../adapters/aws/iam/aws-iam.js";
import { allOf } from "../../../../services/intent-do-sweep/pages.js";
import { type Answer, type Sent, wire } from "../wire.js";

const ROLE = "arn:aws:iam::111122223333:role/app/oncall";
const POLICY = "arn:aws:iam::111122223333:policy/jit/jit-1";
const DOCUMENT = { Version: "2012-10-17" as const, Statement: [] };

const result = (action: string, content: string): Answer => ({
  xml: `<${action}Response><${action}Result>${content}</${action}Result></${action}Response>`,
});

function iamWith(answer: (sent: Sent, count: number) => Answer) {
  const { settings, sent } = wire(answer);
  return { iam: awsIam(new IAMClient(settings as object)), sent };
}

/** Two pages: the second under the marker of the first. */
const paged = (action: string, pages: readonly [string, string]) => (sent: Sent) =>
  sent.body["Marker"] === undefined
    ? result(action, `${pages[0]}<IsTruncated>true</IsTruncated><Marker>m1</Marker>`)
    : result(action, `${pages[1]}<IsTruncated>false</IsTruncated>`);

describe("IAM through the SDK", () => {
  it("creates a policy below the path, with tags and the exact document", async () => {
    const { iam, sent } = iamWith(() => result("CreatePolicy", "<Policy/>"));
    const tags = { grantId: "1", expiresAt: "2026-12-01T11:00:00Z" };
    expect(
      await iam.createPolicy({ arn: POLICY, name: "jit-1", path: "/jit/", document: DOCUMENT, tags }),
    ).toBe("created");
    expect(sent).toEqual([
      {
        action: "CreatePolicy",
        body: {
          PolicyName: "jit-1",
          Path: "/jit/",
          PolicyDocument: JSON.stringify(DOCUMENT),
          "Tags.member.1.Key": "grantId",
          "Tags.member.1.Value": "1",
          "Tags.member.2.Key": "expiresAt",
          "Tags.member.2.Value": "2026-12-01T11:00:00Z",
        },
      },
    ]);
  });

  it("names roles without their path, and finds none below another path", async () => {
    const { iam, sent } = iamWith(() =>
      result(
        "GetRole",
        `<Role><Arn>${ROLE}</Arn><PermissionsBoundary><PermissionsBoundaryArn>b</PermissionsBoundaryArn></PermissionsBoundary></Role>`,
      ),
    );
    expect(await iam.role(ROLE)).toEqual({ arn: ROLE, boundary: "b" });
    expect(await iam.role(ROLE.replace("/app/", "/other/"))).toBeUndefined();
    await iam.attach(ROLE, POLICY);
    expect(sent.at(-1)).toEqual({
      action: "AttachRolePolicy",
      body: { RoleName: "oncall", PolicyArn: POLICY },
    });
  });

  it.each(["role", "user", "group"] as const)("detaches from a %s", async (type) => {
    const { iam, sent } = iamWith(() => ({ xml: "<R/>" }));
    await iam.detach({ type, name: "x" }, POLICY);
    const kind = `${type[0]?.toUpperCase()}${type.slice(1)}`;
    expect(sent).toEqual([
      { action: `Detach${kind}Policy`, body: { [`${kind}Name`]: "x", PolicyArn: POLICY } },
    ]);
  });

  it("reads all pages of every list", async () => {
    const attached = (name: string) =>
      `<AttachedPolicies><member><PolicyArn>${name}</PolicyArn></member></AttachedPolicies>`;
    const one = iamWith(paged("ListAttachedRolePolicies", [attached("a"), attached("b")]));
    expect(await one.iam.attachedPolicies(ROLE)).toEqual(["a", "b"]);
    expect(one.sent.map(({ body }) => body["Marker"])).toEqual([undefined, "m1"]);
    const two = iamWith(
      paged("ListEntitiesForPolicy", [
        "<PolicyRoles><member><RoleName>r</RoleName></member></PolicyRoles>",
        "<PolicyUsers><member><UserName>u</UserName></member></PolicyUsers><PolicyGroups><member><GroupName>g</GroupName></member></PolicyGroups>",
      ]),
    );
    expect(await two.iam.entities(POLICY)).toEqual([
      { type: "role", name: "r" },
      { type: "user", name: "u" },
      { type: "group", name: "g" },
    ]);
    const version = (id: string, isDefault: boolean) =>
      `<Versions><member><VersionId>${id}</VersionId><IsDefaultVersion>${isDefault}</IsDefaultVersion></member></Versions>`;
    const three = iamWith(paged("ListPolicyVersions", [version("v2", true), version("v1", false)]));
    expect(await three.iam.otherVersions(POLICY)).toEqual(["v1"]);
    const policy = (name: string) =>
      `<Policies><member><Arn>arn:${name}</Arn><PolicyName>${name}</PolicyName><CreateDate>2026-12-01T10:00:00Z</CreateDate></member></Policies>`;
    const four = iamWith(paged("ListPolicies", [policy("jit-1"), policy("jit-2")]));
    const listed = await allOf(four.iam.policies("/jit/"));
    expect(listed.map(({ name, createdAt }) => [name, createdAt])).toEqual([
      ["jit-1", Date.UTC(2026, 11, 1, 10)],
      ["jit-2", Date.UTC(2026, 11, 1, 10)],
    ]);
    expect(four.sent[0]?.body).toMatchObject({ Scope: "Local", PathPrefix: "/jit/" });
  });

  it("reads the document of the default version, which comes encoded", async () => {
    const { iam, sent } = iamWith(({ action }) =>
      action === "GetPolicy"
        ? result(
            "GetPolicy",
            "<Policy><PolicyName>jit-1</PolicyName><DefaultVersionId>v3</DefaultVersionId></Policy>",
          )
        : result(
            "GetPolicyVersion",
            `<PolicyVersion><Document>${encodeURIComponent(JSON.stringify(DOCUMENT))}</Document></PolicyVersion>`,
          ),
    );
    expect((await iam.policy(POLICY))?.document).toEqual(DOCUMENT);
    expect(sent.at(-1)?.body).toEqual({ PolicyArn: POLICY, VersionId: "v3" });
  });

  it("reads the quota of the account", async () => {
    const entry =
      "<SummaryMap><entry><key>AttachedPoliciesPerRoleQuota</key><value>25</value></entry></SummaryMap>";
    expect(await iamWith(() => result("GetAccountSummary", entry)).iam.attachmentsPerRole()).toBe(25);
    expect(await iamWith(() => result("GetAccountSummary", "")).iam.attachmentsPerRole()).toBe(10);
  });

  it.each<[string, number, string]>([
    ["NoSuchEntity", 404, "absent"],
    ["ConcurrentModification", 409, "busy"],
    ["DeleteConflict", 409, "delete-conflict"],
    ["LimitExceeded", 409, "limit"],
    ["UnmodifiableEntity", 400, "unmodifiable"],
    ["Throttling", 400, "throttled"],
    ["ServiceFailure", 500, "throttled"],
    ["AccessDenied", 403, "refused"],
    ["MalformedPolicyDocument", 400, "refused"],
  ])("says of %s (%i) that it is %s", async (error, status, kind) => {
    const { iam } = iamWith(() => ({ error, status }));
    await expect(iam.attach(ROLE, POLICY)).rejects.toMatchObject({ name: "OutsideError", kind });
  });

  it("takes what is absent for done, and a name that is taken for there", async () => {
    const { iam } = iamWith(() => ({ error: "NoSuchEntity", status: 404 }));
    await iam.detach({ type: "role", name: "x" }, POLICY);
    await iam.deletePolicy(POLICY);
    await iam.deleteVersion(POLICY, "v1");
    expect([await iam.policy(POLICY), await iam.role(ROLE)]).toEqual([undefined, undefined]);
    expect([
      await iam.entities(POLICY),
      await iam.attachedPolicies(ROLE),
      await iam.otherVersions(POLICY),
    ]).toEqual([[], [], []]);
    const taken = iamWith(() => ({ error: "EntityAlreadyExists", status: 409 })).iam;
    expect(
      await taken.createPolicy({ arn: POLICY, name: "jit-1", path: "/jit/", document: DOCUMENT, tags: {} }),
    ).toBe("exists");
  });
});
