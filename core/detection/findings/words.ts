import { EVIDENCE, type EvidenceKind, type PerEvidence } from "../scoring/score.js";
import type { RowOf } from "../sql/statement.js";
import type { SCORE_COLUMNS } from "../sql/statements/window-scores.js";

type WindowRow = RowOf<typeof SCORE_COLUMNS>;

/** −ln p of each kind of evidence of a row. */
export function evidenceOf(row: WindowRow): PerEvidence {
  return {
    location: row.location ?? 0,
    resource: row.resource ?? 0,
    hour: row.hour ?? 0,
    volume: row.volume ?? 0,
    denials: row.denied ?? 0,
    travel: row.travel ?? 0,
    novelty: row.novelty ?? 0,
  };
}

/** Smallest share of the evidence that is worth a sentence. */
const SMALLEST_SHARE = 0.01;

/** Kinds of evidence that get a sentence, the weightiest first. */
export function kindsInWords(shares: PerEvidence): EvidenceKind[] {
  return [...EVIDENCE].filter((kind) => shares[kind] >= SMALLEST_SHARE).sort((a, b) => shares[b] - shares[a]);
}

/** The evidence of a window in words, the weightiest first: "location BR-SP (62 %): 0.03 % for this user, 2 % for the team". */
export function evidenceInWords(row: WindowRow, shares: PerEvidence): string[] {
  return kindsInWords(shares).map(
    (kind) =>
      `${nameOf(kind, row)} (${Math.round(shares[kind] * 100)} % of the evidence): ${textOf(kind, row)}`,
  );
}

/** What changed, by which the same change is known on another day: the weightiest kind, and its value. */
export function changeOf(row: WindowRow, shares: PerEvidence): string {
  const [first = "volume"] = [...EVIDENCE].sort((a, b) => shares[b] - shares[a]);
  return nameOf(first, row);
}

function nameOf(kind: EvidenceKind, row: WindowRow): string {
  if (kind === "location") return `location ${row.rarest_location ?? "unknown"}`;
  if (kind === "resource") return `resource ${row.rarest_resource ?? "unknown"}`;
  return kind;
}

function textOf(kind: EvidenceKind, row: WindowRow): string {
  switch (kind) {
    case "location":
      return `rarest ${percent(row.location_for_user)} for this user, ${percent(row.location_for_peers)} for the team`;
    case "resource":
      return `rarest ${percent(row.resource_for_user)} for this user, ${percent(row.resource_for_peers)} for the team`;
    case "hour":
      return `${row.window_start?.slice(11, 16)} UTC: ${percent(Math.exp(-(row.hour ?? 0)))} of this user's time is as rare`;
    case "volume":
      return `${row.events ?? 0} events, ${number(row.expected_events)} expected in this hour`;
    case "denials":
      return `${row.denials ?? 0} denials, ${number(row.expected_denials)} expected in an hour`;
    case "travel":
      return `${Math.round(row.kilometres ?? 0)} km from ${row.from_location} to ${row.to_location} at ${Math.round(row.speed ?? 0)} km/h`;
    case "novelty":
      return `${row.new_resources ?? 0} resources within a week that are new to this user and rare in the team`;
  }
}

/** A share of 1 as a percentage with two digits that count. */
function percent(share: number | null): string {
  return share === null ? "unknown" : `${number(share * 100)} %`;
}

function number(value: number | null): string {
  if (value === null) return "unknown";
  if (value > 0 && value < 1e-4) return "less than 0.0001";
  return String(Number(value.toPrecision(2)));
}
