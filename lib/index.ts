/**
 * Simulated machines, the requests between them, and the pictures to understand them by.
 *
 * Importing it starts nothing and reads no file; the machines are loaded by the first `lab()`.
 *
 * @module chainwalk
 */
import './public/onNode';

export { type Access, accesses } from './lab/accesses/accesses';
export { accessMachines } from './lab/accesses/accessMachines';
export { accessPath } from './lab/accesses/accessPath';
export { type RealAccess, readAccess } from './lab/accesses/readAccess';
export {
  countedLines,
  describeDeltas,
  type RealDelta,
  type RealRequest,
  readCapture,
  ruleLines,
} from './lab/capture';
export type { Lab } from './lab/lab';
export type { Ideas, PlainValue, PredictionKind } from './lab/learn/answer';
export { type CheckResult, check } from './lab/learn/check';
export {
  type Claim,
  type ClaimResult,
  type ClaimRow,
  Claims,
  type ClaimVerdict,
  type Finding,
} from './lab/learn/claims';
export { chooseAnswer, compareAnswer, type PlainAnswer, type Pointers } from './lab/learn/compareAnswer';
export { type ExerciseResult, exercise } from './lab/learn/exercise';
export type { HostPart } from './lab/learn/hostState';
export {
  cellRows,
  matrixRows,
  pathOf,
  type ReadPath,
  type Request,
  type RequestCell,
  type RequestPath,
  type RequestRow,
  relayed,
  requestMatrix,
  type SplitRows,
  splitRows,
} from './lab/learn/matrix';
export type { Measure } from './lab/learn/measures';
export { type PointerName, pointers } from './lab/learn/pointers';
export {
  type CheckOptions,
  type Prediction,
  type PredictionOptions,
  predict,
  type Verdict,
} from './lab/learn/prediction';
export { type Prepared, type PreparedStep, prepared, type Replay } from './lab/learn/prepared';
export { spoil } from './lab/learn/spoil';
export { type TaskName, tasks } from './lab/learn/tasks';
export { type Task, tryCommand } from './lab/learn/tryCommand';
export type { WhatIfOption, WhatIfQuestion } from './lab/learn/whatIf';
export type { LabOptions } from './lab/machines';
export type { CounterDelta, CounterRow } from './lab/observe/counters';
export type { Fate, Journey, JourneyStep, Translation } from './lab/observe/journey';
export type { Observation } from './lab/observe/observation';
export { observe } from './lab/observe/observe';
export type { CapturedPacket, Captures } from './lab/observe/packets';
export type { Outcome, OutcomeRecord } from './lab/outcome';
export { topology } from './lab/readTopology';
export { parseSession, type SessionCommand } from './lab/session';
export { countNew, type HostSnapshot, snapshot } from './lab/snapshot';
export type { Topology, TopologyDevice, TopologyNamespace, TopologyProcess } from './lab/topology';
export type {
  CommandPair,
  Ending,
  RuleDifference,
  Upgrade,
  UpgradedCommand,
  UpgradedRequest,
} from './lab/upgrade/compareRuns';
export type { RequestFate, RequestVerdict } from './lab/upgrade/requestFate';
export type { RuleChanges } from './lab/upgrade/ruleChanges';
export { type UpgradeOptions, upgrade } from './lab/upgrade/upgrade';
export type { Observed, World } from './lab/world';
export type { HookName } from './netfilter/hookName';
export type { NfFamily, NfTableName } from './netfilter/nf/family';
export type { RuleTable } from './netfilter/observer';
export type { TableName, UsualTable } from './netfilter/xtables/tableHooks';
export type { ShownValue } from './platform';
export { lab } from './public/createLab';
export { compareDeltas, type NamedDeltas } from './view/counters/compareDeltas';
export { type DeltaChartOptions, deltaChart } from './view/counters/deltaChart';
export { type DeltaRow, deltaRows } from './view/counters/deltaRows';
export { type HostRules, type MovedRulesOptions, movedRules } from './view/counters/movedRules';
export type { Colour } from './view/draw/colour';
export type { Theme, ThemeName } from './view/draw/theme';
export type { Cell, Row } from './view/figure/csv';
export type { Figure, PlotlyJson } from './view/figure/figure';
export { preload } from './view/figure/preload';
export type { Look, SaveOptions, Width } from './view/figure/saveOptions';
export type { MimeBundle } from './view/figure/show';
export { type LadderOptions, ladder } from './view/ladder/ladder';
export { cellDeltas } from './view/matrix/cellDeltas';
export { type MatrixTableOptions, matrixTable } from './view/matrix/matrixTable';
export { type PacketRow, packetRows } from './view/packets/packetRows';
export { type JourneyRow, journeyRows } from './view/path/journeyRows';
export { type PathMapOptions, pathMap } from './view/path/pathMap';
export { type SteppedRequest, type StepThroughOptions, stepThrough } from './view/steps/stepThrough';
export type { ChangedGroup, ChangedLine } from './view/tables/changedLines';
export { type ChangesOptions, type ChangesView, changes } from './view/tables/changes';
export { type Listing, type ListingsOptions, type ListingsView, listings } from './view/tables/listings';
export { type PivotOptions, pivot } from './view/tables/pivot';
export { type FrameLike, type TableOptions, type TableSource, type TableView, table } from './view/tables/table';
export { type NamedTone, pathTone, type Tone, type ToneOf, verdictTone } from './view/tables/tone';
export { type RelayOptions, relay } from './view/tcp/relay';
export { type RetransmissionsOptions, retransmissions } from './view/tcp/retransmissions';
export { type TopologyMapOptions, topologyMap } from './view/topology/topologyMap';
export { type VethPairOptions, vethPair } from './view/topology/vethPair';
export { whatIf } from './view/whatIf/whatIf';
