/**
 * A host of one's own: its dumps, and questions about what happens to its packets.
 *
 * @module chainwalk/host
 */
import '../tools/withNft';
import './onNode';

export type {
  Answer,
  AnswerStep,
  Backend,
  CountedRule,
  Decider,
  FateKind,
  Remedy,
  UndecidedRule,
} from '../host/ask/answer';
export { type AnswerPicture, answerPictures } from '../host/ask/answerPictures';
export { answerText, shortText } from '../host/ask/answerText';
export { decidedBy } from '../host/ask/fateWords';
export { LoadedHost, loadHost, type WhyOptions } from '../host/ask/loadedHost';
export type { Miss } from '../host/ask/miss';
export type { Question, QuestionError } from '../host/ask/question';
export type { ComparedRequest, RequestOutcome, WhatIfAnswer } from '../host/ask/whatIf';
export { whatIfText } from '../host/ask/whatIfText';
export { AUDIT_CHECKS } from '../host/audit/auditHost';
export { auditText } from '../host/audit/auditText';
export type {
  Audit,
  CheckDescription,
  CheckId,
  Evidence,
  Finding,
  Severity,
  TriedRemedy,
} from '../host/audit/finding';
export type { Assumption } from '../host/build/assumption';
export type { UnknownRule } from '../host/build/unknownRule';
export { collectScript } from '../host/collect';
export { type RepairName, repairs } from '../host/learn/repairs';
export { type Demand, type Repair, tryRepair } from '../host/learn/tryRepair';
export type { ReachChange } from '../host/reach/difference';
export type { Reach, ReachOptions, ReachRow } from '../host/reach/reach';
export { reachChangeRows, reachRows } from '../host/reach/reachRows';
export { reachDifferenceText, reachText } from '../host/reach/reachText';
export type { ReachDetail, ReachSource } from '../host/reach/sources';
export type { ReachTarget } from '../host/reach/targets';
export { dumpDeltas } from '../host/read/dumpDeltas';
export type { DumpError } from '../host/read/dumpError';
export type * from '../host/read/facts';
export { readDumps } from '../host/read/readDumps';
export { type Dump, readHost } from '../host/read/readHost';
export { type RuleRow, ruleRows } from '../host/read/ruleRows';
export type {
  Fate,
  Journey,
  JourneyStep,
  Translation,
} from '../lab/observe/journey';
