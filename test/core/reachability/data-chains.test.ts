import { expect, it } from "vitest";
import { dataChains } from "../../../core/reachability/data-chains.js";
import { type DocumentBuilder, networkOf, threeTier } from "./documents.js";

/** The chains of a network, as names and ports. */
function chainsOf(builder: DocumentBuilder, certainty: "always" | "possible" = "always"): string[] {
  const { reachability, model } = networkOf(builder.build());
  return dataChains(reachability, model, certainty).map(({ ends, hops }) =>
    ends
      .slice(1)
      .map(
        (end, at) => `${end.replace("aws_security_group.", "")} ${hops[at]?.map(({ fromPort }) => fromPort)}`,
      )
      .join(" -> "),
  );
}

it("chains of tiers have every hop, with its ports", () => {
  expect(chainsOf(threeTier())).toEqual(["web 443 -> app 443 -> db 5432"]);
  expect(chainsOf(threeTier().flow("web", "app", 8080))).toEqual(["web 443 -> app 443,8080 -> db 5432"]);
});

it("the shortest chain to a host is the one that is listed", () => {
  expect(chainsOf(threeTier().flow("web", "db", 5432))).toEqual(["web 443 -> db 5432"]);
});

it("what the internet reaches itself, and a port without data, are none", () => {
  expect(chainsOf(threeTier().ingress("open", "db", "0.0.0.0/0", 5432))).toEqual([]);
  expect(chainsOf(threeTier().group("jobs").flow("app", "jobs", 8080))).toHaveLength(1);
});
