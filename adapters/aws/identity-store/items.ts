import type { AttributeValue, TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { IDENTITY_TABLE } from "../../../core/contracts/authenticator.js";
import type { Change } from "../../../services/authenticator/ports.js";

/** Where the rows of the authenticator lie. */
export interface IdentityTables {
  /** Its own. */
  readonly identity: string;
  /** The policy engine's, keyed by `subject`. */
  readonly subjects: string;
  /** The policy engine's, keyed by `device_id`. */
  readonly devices: string;
}

/** One item by its table and its key. */
export interface ItemPlace {
  readonly TableName: string;
  readonly Key: Record<string, AttributeValue>;
}

/** Where the policy engine looks for registry rows, by the kind of their keys here. */
const REGISTRY = {
  "subject/": { table: "subjects", key: "subject" },
  "device/": { table: "devices", key: "device_id" },
} as const;

/** The attribute by which DynamoDB deletes registry rows, which the policy engine's table names so. */
const REGISTRY_END = "expires_at";

/** A key as its beginning, to the last slash, and its last part. */
export function partsOf(key: string): { readonly kind: string; readonly name: string } {
  const slash = key.lastIndexOf("/") + 1;
  if (slash < 2 || slash === key.length) throw new Error(`This is not a key of the store: ${key}`);
  return { kind: key.slice(0, slash), name: key.slice(slash) };
}

function registryOf(kind: string): (typeof REGISTRY)[keyof typeof REGISTRY] | undefined {
  return kind === "subject/" || kind === "device/" ? REGISTRY[kind] : undefined;
}

/** Whether the rows of a kind are the policy engine's. */
export function isRegistryKind(kind: string): boolean {
  return registryOf(kind) !== undefined;
}

/** Where a row lies. */
export function placeOf(tables: IdentityTables, key: string): ItemPlace {
  const { kind, name } = partsOf(key);
  const registry = registryOf(kind);
  if (registry !== undefined) {
    return { TableName: tables[registry.table], Key: { [registry.key]: { S: name } } };
  }
  const { hashKey, rangeKey } = IDENTITY_TABLE;
  return { TableName: tables.identity, Key: { [hashKey]: { S: kind }, [rangeKey]: { S: name } } };
}

/** A change as an item of a transaction. */
export function writeOf(tables: IdentityTables, change: Change): TransactWriteItem {
  const place = placeOf(tables, change.key);
  const isRegistry = isRegistryKind(partsOf(change.key).kind);
  if (isRegistry !== (change.change === "merge")) {
    // The policy engine's rows hold what others wrote; the authenticator's are replaced whole.
    throw new Error(`A row of this kind is not changed by "${change.change}": ${change.key}`);
  }
  switch (change.change) {
    case "put":
      return {
        Put: {
          TableName: place.TableName,
          Item: {
            ...place.Key,
            body: { S: JSON.stringify(change.value) },
            version: { N: String(change.expected + 1) },
            ...(change.until === undefined ? {} : { [IDENTITY_TABLE.timeToLive]: seconds(change.until) }),
          },
          ...versionCondition(change.expected),
        },
      };
    case "remove":
      return { Delete: { ...place, ...versionCondition(change.expected) } };
    case "merge":
      return { Update: { ...place, ...mergeExpression(change) } };
  }
}

function versionCondition(expected: number) {
  if (expected === 0) {
    return {
      ConditionExpression: "attribute_not_exists(#kind)",
      ExpressionAttributeNames: { "#kind": IDENTITY_TABLE.hashKey },
    };
  }
  return {
    ConditionExpression: "#version = :expected",
    ExpressionAttributeNames: { "#version": "version" },
    ExpressionAttributeValues: { ":expected": { N: String(expected) } },
  };
}

function mergeExpression({ key, fields, unlessLater, until }: Extract<Change, { change: "merge" }>) {
  const set = Object.entries(fields).map(([name, value]) => [name, attribute(value)] as const);
  if (until !== undefined) set.push([REGISTRY_END, seconds(until)]);
  if (set.length === 0) throw new Error(`A merge that sets nothing: ${key}`);
  const names = Object.fromEntries(set.map(([name], index) => [`#f${index}`, name]));
  const values = Object.fromEntries(set.map(([, value], index) => [`:f${index}`, value]));
  const update = `SET ${set.map((_, index) => `#f${index} = :f${index}`).join(", ")}`;
  if (unlessLater === undefined) {
    return {
      UpdateExpression: update,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    };
  }
  return {
    UpdateExpression: update,
    ConditionExpression:
      "attribute_not_exists(#later) OR NOT attribute_type(#later, :text) OR #later <= :than",
    ExpressionAttributeNames: { ...names, "#later": unlessLater.field },
    ExpressionAttributeValues: { ...values, ":text": { S: "S" }, ":than": { S: unlessLater.than } },
  };
}

/** DynamoDB deletes by whole seconds since 1970. */
function seconds(milliseconds: number): AttributeValue.NMember {
  return { N: String(Math.ceil(milliseconds / 1000)) };
}

/** A field as the policy engine reads it. */
function attribute(value: unknown): AttributeValue {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number" && Number.isFinite(value)) return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(attribute) };
  throw new Error("A registry row holds texts, numbers, truth values and lists of them.");
}

/** What an attribute says; undefined for kinds that the authenticator never writes. */
export function fieldOf({ S, N, BOOL, L }: AttributeValue): unknown {
  if (L !== undefined) return L.map(fieldOf);
  return S ?? BOOL ?? (N === undefined ? undefined : Number(N));
}
