/** Findings as JUnit's XML, which CI servers show: a suite for each host, a test for each check. */
import { AUDIT_CHECKS, type AuditResult, compareSeverity, evidenceLines, type Finding, type Severity } from '../host';
import { html, type Markup } from '../view/draw/markup';

/** Findings as bad as `failOn`, or worse, are failures; others are what a test printed. `never`: nothing fails. */
export function auditJunit(results: readonly AuditResult[], failOn: Severity | 'never'): string {
  const fails = ({ severity }: Finding) => failOn !== 'never' && compareSeverity(severity, failOn) <= 0;
  const suites = results.map((result) => suite(result, fails));
  const sum = (count: (suite: Suite) => number) => suites.reduce((total, one) => total + count(one), 0);
  return html`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="chainwalk audit" tests="${sum(({ tests }) => tests)}" failures="${sum(({ failures }) => failures)}" errors="${sum(({ errors }) => errors)}">
${suites.map(({ markup }) => markup)}</testsuites>
`.markup;
}

interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly markup: Markup;
}

function suite({ host, findings, error }: AuditResult, fails: (finding: Finding) => boolean): Suite {
  if (error !== undefined) {
    const test = html`<testcase name="read the dumps" classname="${host}"><error message="${error}"/></testcase>`;
    return { tests: 1, failures: 0, errors: 1, markup: suiteMarkup(host, 1, 0, 1, [test]) };
  }
  const checks = AUDIT_CHECKS.map(({ id, title }) => ({ id, title, found: findings.filter((one) => one.id === id) }));
  const failures = checks.filter(({ found }) => found.some(fails)).length;
  const tests = checks.map(({ id, title, found }) => {
    const failed = found.filter(fails);
    const said = found.filter((one) => !fails(one));
    return html`<testcase name="${id}: ${title}" classname="${host}">${failed.length > 0 && html`<failure message="${failed.map(({ sentence }) => sentence).join(' ')}" type="${failed[0]?.severity}">${failed.map(told).join('\n\n')}</failure>`}${said.length > 0 && html`<system-out>${said.map(told).join('\n\n')}</system-out>`}</testcase>`;
  });
  return { tests: checks.length, failures, errors: 0, markup: suiteMarkup(host, checks.length, failures, 0, tests) };
}

function suiteMarkup(host: string, tests: number, failures: number, errors: number, cases: readonly Markup[]): Markup {
  return html`<testsuite name="${host}" tests="${tests}" failures="${failures}" errors="${errors}" skipped="0">
${cases.map((one) => html`${one}\n`)}</testsuite>
`;
}

function told({ severity, sentence, evidence, remedy, at }: Finding): string {
  const place = at === undefined ? [] : [`${at.file} line ${at.line}`];
  const mended = remedy === undefined ? [] : [`Mended by: ${remedy.command}`, `Tried on a copy: ${remedy.tried}`];
  return [`${severity}: ${sentence}`, ...place, ...evidence.flatMap(evidenceLines), ...mended].join('\n');
}
