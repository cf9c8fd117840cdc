import type { DetectionState } from "../../core/detection/findings/finding.js";

/** Where findings and what people said of them are kept. */
export interface FindingStore {
  /** The state; that of a new store has nothing in it. It throws CordonError CORDON_DETECTION_STATE_UNUSABLE. */
  read(): Promise<DetectionState>;
  /** Puts the state in place of the one before, whole or not at all. */
  write(state: DetectionState): Promise<void>;
}
