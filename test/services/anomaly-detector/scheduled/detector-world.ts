import { DuckDbEngine } from "../../../../adapters/duckdb/duckdb-engine.js";
import { openSandbox } from "../../../../adapters/duckdb/sandbox.js";
import type { AccessLogRecord } from "../../../../core/detection/access-log.js";
import type { ToldFinding } from "../../../../core/detection/findings/finding.js";
import { tableOf } from "../../../../core/detection/rules/case-log.js";
import { deniedBurst } from "../../../../core/detection/rules/denied-burst.js";
import { DEFAULT_SURROUNDINGS } from "../../../../core/detection/rules/rule.js";
import { identifier } from "../../../../core/detection/sql/identifier.js";
import { sql } from "../../../../core/detection/sql/sql.js";
import type {
  DetectorPorts,
  DetectorSettings,
  DetectorState,
  StateRow,
  SubjectWarning,
} from "../../../../services/anomaly-detector/scheduled/ports.js";
import { OutsideError } from "../../../../services/intent-do-sweep/outside-error.js";
import { KeptInDuckDb } from "./kept-in-duckdb.js";

/** State in memory that keeps the promise of the real one: one writer a revision. */
export class MemoryState implements DetectorState {
  readonly kept = new Map<string, StateRow>();

  async rows(kind: string): Promise<readonly StateRow[]> {
    return [...this.kept]
      .filter(([key]) => key.startsWith(`${kind} `))
      .map(([, row]) => structuredClone(row))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  async write(kind: string, key: string, value: object, { revision }: { readonly revision: number }) {
    const id = `${kind} ${key}`;
    if ((this.kept.get(id)?.revision ?? 0) !== revision) return false;
    this.kept.set(id, { key, revision: revision + 1, value: JSON.parse(JSON.stringify(value)) });
    return true;
  }
}

/** The detector with a log of its own, and everybody who is told. */
export class DetectorWorld {
  now: number;
  readonly engine: KeptInDuckDb;
  readonly state = new MemoryState();
  readonly told: ToldFinding[] = [];
  readonly warned: SubjectWarning[] = [];
  readonly settled: string[] = [];
  readonly registered: (readonly ToldFinding[])[] = [];
  readonly reported: string[] = [];
  /** Whether notices, or the register, are down. */
  noticesFail = false;
  /** Whether the registry of the policy engine is down. */
  registryFails = false;
  hubRefuses: ReadonlyMap<string, string> = new Map();
  readonly #duckDb: DuckDbEngine;
  readonly #records: AccessLogRecord[];
  #ids = 0;

  private constructor(duckDb: DuckDbEngine, records: readonly AccessLogRecord[], now: number) {
    this.#duckDb = duckDb;
    this.engine = new KeptInDuckDb(duckDb);
    this.#records = [...records];
    this.now = now;
  }

  static async with(records: readonly AccessLogRecord[], now: number): Promise<DetectorWorld> {
    const sandbox = await openSandbox({ files: [], threads: 1 }, async () => undefined);
    const world = new DetectorWorld(new DuckDbEngine(sandbox), records, now);
    await world.add();
    return world;
  }

  /** Delivers records to the lake. */
  async add(...records: readonly AccessLogRecord[]): Promise<void> {
    for (const record of records) this.#records.push(record);
    const text = sql`SELECT * FROM ${tableOf(this.#records)}`;
    await this.#duckDb.keep("access_log", { id: "log", text, columns: {} });
  }

  settings: DetectorSettings = {
    log: identifier("access_log"),
    budget: 1,
    rules: [deniedBurst as never],
    surroundings: { ...DEFAULT_SURROUNDINGS, critical: [] },
    source: "shop-detector",
  };

  get ports(): DetectorPorts {
    return {
      engine: this.engine,
      state: this.state,
      notices: {
        tell: async (finding) => {
          if (this.noticesFail) throw new OutsideError("throttled", "SNS is down");
          this.told.push(finding);
        },
      },
      hub: {
        take: async (findings) => {
          this.registered.push(findings);
          return this.hubRefuses;
        },
      },
      registry: {
        warn: async (warning) => {
          if (this.registryFails) throw new OutsideError("throttled", "DynamoDB is down");
          this.warned.push(warning);
        },
        settle: async (user) => {
          this.settled.push(user);
        },
      },
      now: () => this.now,
      newId: () => {
        this.#ids += 1;
        return `00000000-0000-4000-8000-${String(this.#ids).padStart(12, "0")}`;
      },
      logRecords: (records) => this.add(...records),
      report: (error) => this.reported.push(String(error)),
    };
  }

  close(): void {
    this.#duckDb.close();
  }
}
