/** What an audit found as text: a line for a host, or all of it. */
import { oneLine } from '../../view/figure/plainText';
import { describeQuestion } from '../ask/question';
import type { Audit, Evidence, Finding, Severity } from './finding';
import type { AuditResult } from './result';
import { countText } from './words';

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

/**
 * All findings for a terminal, each with what shows it and what mends it.
 *
 * @example
 * ```ts
 * import { auditText, loadHost } from 'chainwalk/host';
 *
 * const rules = '*filter\n-A INPUT -j DROP\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT\n';
 * auditText(loadHost([{ name: 'rules', text: rules }]).audit()).split('\n')[0]; // → '1 warning.'
 * ```
 */
export function auditText({ findings, assumptions, unknown }: Audit): string {
  const besides = auditBasis(assumptions.length, unknown.length);
  const last = besides.length === 0 ? [] : ['', ...besides];
  return `${[`${countsText(findings)}.`, ...findings.flatMap(findingLines), ...last].join('\n')}\n`;
}

/** What findings rest on besides the dumps, a sentence each. */
export function auditBasis(assumptions: number, unknown: number): readonly string[] {
  return [
    ...(assumptions === 0 ? [] : [`It rests on ${countText(assumptions, 'assumption')}: chainwalk load lists them.`]),
    ...(unknown === 0 ? [] : [`Of ${countText(unknown, 'rule')} the answer is not known: chainwalk load lists them.`]),
  ];
}

/** `web-01.txt: 1 error, 2 warnings (published-past-input, container-routable)`. */
export function auditLine({ host, findings, error }: AuditResult): string {
  if (error !== undefined) return oneLine(`${host}: ${error}`);
  const ids = [...new Set(findings.map(({ id }) => id))];
  return oneLine(`${host}: ${countsText(findings)}${ids.length === 0 ? '' : ` (${ids.join(', ')})`}`);
}

/** `1 error, 2 warnings`, or `nothing found`. */
export function countsText(findings: readonly Finding[]): string {
  const counts = SEVERITIES.map((severity) => ({
    severity,
    count: findings.filter((one) => one.severity === severity).length,
  }));
  const words = counts.flatMap(({ severity, count }) => (count === 0 ? [] : [countText(count, severity)]));
  return words.length === 0 ? 'nothing found' : words.join(', ');
}

/** What shows a finding, one line each. */
export function evidenceLines({ question, path }: Evidence): readonly string[] {
  const asked = question === undefined ? [] : [`asked: ${describeQuestion(question)}`];
  return [...asked, ...path.map((line) => `  ${line}`)].map((line) => line.replace(/\s*\n\s*/g, ' '));
}

function findingLines({ id, severity, sentence, evidence, remedy, at }: Finding): readonly string[] {
  const place = at === undefined ? '' : ` (${at.file} line ${at.line})`;
  const mended =
    remedy === undefined ? [] : [...remedy.command.split('\n').map((line) => `$ ${line}`), `  tried: ${remedy.tried}`];
  const lines = [sentence, ...evidence.flatMap(evidenceLines), ...mended];
  return ['', oneLine(`${severity.toUpperCase()} ${id}${place}`), ...lines.map((line) => `  ${line}`)];
}
