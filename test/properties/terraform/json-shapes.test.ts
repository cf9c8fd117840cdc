import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computeReachability } from "../../../core/reachability/compute-reachability.js";
import { readDocument } from "../../../core/reachability/read-document.js";
import type { World } from "../../core/reachability/oracle/world.js";
import { worlds } from "../../core/reachability/oracle/world-arbitrary.js";
import { worldDocument } from "../../core/reachability/oracle/world-document.js";
import { runs } from "../../harness/property-runs.js";

type Json = unknown;
type JsonObject = Readonly<Record<string, Json>>;

/** Attributes of the worlds that are nested blocks; everything else is an argument. */
const NESTED = new Set(["ingress", "egress", "route", "vpc_config", "entry"]);

/** Chooses among shapes that Terraform's JSON syntax takes for the same (JSON Configuration Syntax, "Block Mapping"). */
class Shaper {
  readonly #choices: readonly number[];
  #next = 0;

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  choose(options: number): number {
    this.#next += 1;
    return (this.#choices[this.#next % this.#choices.length] ?? 0) % options;
  }

  /** An object of labels: as it is, as a list of it, or as a list of one object a label. */
  labels(object: JsonObject): Json {
    const entries = Object.entries(object);
    switch (this.choose(3)) {
      case 0:
        return object;
      case 1:
        return [object];
      default:
        return entries.map(([name, value]) => ({ [name]: value }));
    }
  }

  /** One block. */
  block(body: JsonObject): Json {
    return this.choose(2) === 0 ? body : [body];
  }

  resources(resource: JsonObject): Json {
    const types = Object.entries(resource).map(([type, named]): [string, Json] => [
      type,
      this.labels(
        Object.fromEntries(
          Object.entries(named as JsonObject).map(([name, body]) => [
            name,
            this.block(this.body(body as JsonObject)),
          ]),
        ),
      ),
    ]);
    return this.labels(Object.fromEntries(types));
  }

  body(body: JsonObject): JsonObject {
    const shaped: Record<string, Json> = {};
    const dynamic: Record<string, Json> = {};
    for (const [name, value] of Object.entries(body)) {
      const blocks = [value].flat();
      // The rule of a network ACL has an argument "egress".
      if (!NESTED.has(name) || blocks.some((block) => typeof block !== "object")) shaped[name] = value;
      else if (blocks.length > 0 && this.choose(2) === 0)
        dynamic[name] = this.dynamic(name, blocks as JsonObject[]);
      else shaped[name] = blocks.length === 1 && this.choose(2) === 0 ? blocks[0] : blocks;
    }
    return Object.keys(dynamic).length === 0 ? shaped : { ...shaped, dynamic: this.labels(dynamic) };
  }

  /** The blocks as `dynamic` blocks: one of each, or one that makes all of equal members. */
  dynamic(name: string, blocks: readonly JsonObject[]): Json {
    const isUniform = new Set(blocks.map((block) => Object.keys(block).join())).size === 1;
    if (isUniform && this.choose(2) === 0) return this.block(this.#all(name, blocks));
    return blocks.map((block) => ({ for_each: ["once"], content: this.block(block) }));
  }

  #all(name: string, blocks: readonly JsonObject[]): JsonObject {
    const iterator = this.choose(2) === 0 ? {} : { iterator: "each_one" };
    const variable = "iterator" in iterator ? "each_one" : name;
    const members = Object.keys(blocks[0] ?? {});
    const content = Object.fromEntries(members.map((member) => [member, `\${${variable}.value.${member}}`]));
    return { for_each: blocks, ...iterator, content: this.block(content) };
  }
}

/** What a document comes to; inline rules are named by their position, which every shape keeps. */
function meaning(resource: Json): unknown {
  const read = readDocument([{ path: "world.tf.json", json: { resource } }]);
  if (!read.ok) return read.problems.map(({ code }) => code);
  const { endpoints, edges, halfOpen, redundant, unknown } = computeReachability(read.value);
  return { endpoints, edges, halfOpen, redundant, unknown };
}

/** Whether inline rules of groups name one another in a circle, which Terraform refuses in every shape. */
function inlineRulesFormCycle({ groups, rules }: World): boolean {
  const named = groups.map((_, group) =>
    rules.flatMap((rule) =>
      rule.style === "inline" && rule.group === group && "group" in rule.peer && rule.peer.group !== group
        ? [rule.peer.group]
        : [],
    ),
  );
  const leadsBack = (start: number) => {
    const seen = new Set<number>();
    const open = [...(named[start] ?? [])];
    for (let group = open.pop(); group !== undefined; group = open.pop()) {
      if (group === start) return true;
      if (!seen.has(group)) for (const next of named[group] ?? []) open.push(next);
      seen.add(group);
    }
    return false;
  };
  return groups.some((_, group) => leadsBack(group));
}

describe("every shape of a block that Terraform's JSON syntax takes", () => {
  it("gives the same answer", () => {
    fc.assert(
      fc.property(worlds(true), fc.array(fc.nat(11), { minLength: 30, maxLength: 60 }), (world, choices) => {
        fc.pre(!inlineRulesFormCycle(world));
        const { resource } = worldDocument(world);
        expect(meaning(new Shaper(choices).resources(resource))).toEqual(meaning(resource));
      }),
      runs(400),
    );
  });

  it.each([
    ["a text in the place of all resources", "nothing"],
    ["a number in the place of one type", { aws_vpc: 5 }],
    ["a text in a list of bodies", { aws_vpc: { v: [{ cidr_block: "10.0.0.0/16" }, "v"] } }],
  ])("and %s is an error, never nothing", (_, resource) => {
    expect(meaning(resource)).toEqual(["CORDON_DOCUMENT_MALFORMED"]);
  });
});
