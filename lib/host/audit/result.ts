/** Audits of many hosts: one result each, and a line of text for it. */
import { type Audit, compareSeverity, type Finding, type Severity } from './finding';

/** What an audit of one host gave, as one line of JSON. */
export interface AuditResult {
  /** What its dumps are called. */
  readonly host: string;
  /** The worst first; none if it could not be audited. */
  readonly findings: readonly Finding[];
  /** How much of it rests on what no dump says. */
  readonly assumptions: number;
  /** Rules whose answer is not known. */
  readonly unknown: number;
  /** Why it could not be audited. */
  readonly error?: string;
}

/** Without what is the same for all hosts. */
export function resultOf(host: string, { findings, assumptions, unknown }: Audit): AuditResult {
  return { host, findings, assumptions: assumptions.length, unknown: unknown.length };
}

/** A result from a line of JSON; `undefined` if it is none. */
export function parseResult(line: string): AuditResult | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('host' in value) || !('findings' in value)) return undefined;
  return typeof value.host === 'string' && Array.isArray(value.findings) ? (value as AuditResult) : undefined;
}

/** Whether something was found that is as bad as `least`, or worse. */
export function isAsBadAs(findings: readonly Finding[], least: Severity): boolean {
  return findings.some(({ severity }) => compareSeverity(severity, least) <= 0);
}
