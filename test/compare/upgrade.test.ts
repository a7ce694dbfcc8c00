/** What an upgrade changes, as text and as a page. */
import { expect, test } from 'vitest';
import { upgradeHtml, upgradeText } from '../../lib/compare';
import type { RequestFate, Upgrade } from '../../lib/lab';

const HOSTILE = '</pre><script>alert(1)</script>"\u001b[31m';
const FATE: RequestFate = {
  verdicts: ['answered'],
  path: 'DNAT',
  decidedBy: ['nat DOCKER rule 1 DNAT: -j DNAT'],
  sources: ['192.168.70.1'],
  exitCode: 0,
};
const STOPPED: RequestFate = { ...FATE, verdicts: ['dropped'], path: 'dropped', decidedBy: [], sources: [] };
const RULES = { gone: ['filter -A DOCKER old'], come: ['filter -A DOCKER new'], reordered: ['nat DOCKER'] };

function changed(line: string): Upgrade {
  return {
    from: '20.10.24',
    to: '29.7.2',
    rules: RULES,
    steps: [{ lineNumber: 1, line, rules: { ...RULES, come: [], reordered: [] } }],
    requests: [
      { lineNumber: 2, line, from: FATE, to: FATE, differs: [] },
      { lineNumber: 3, line, from: FATE, to: STOPPED, differs: ['verdict', 'path'] },
    ],
    commands: [{ lineNumber: 4, line, from: { exitCode: 0, error: '' }, to: { exitCode: 125, error: line } }],
  };
}

test('as text, both engines are below each request, and what differs is marked', () => {
  expect(
    upgradeText(changed('client# curl x')),
  ).toBe(`Docker 20.10.24 and 29.7.2: 1 of 2 requests differs, 1 command ends in another way

  client# curl x
    20.10.24  answered (DNAT); the server saw 192.168.70.1
              nat DOCKER rule 1 DNAT: -j DNAT
    29.7.2    answered (DNAT); the server saw 192.168.70.1
              nat DOCKER rule 1 DNAT: -j DNAT

! client# curl x
    20.10.24  answered (DNAT); the server saw 192.168.70.1
              nat DOCKER rule 1 DNAT: -j DNAT
    29.7.2    dropped

! client# curl x
    20.10.24  exit code 0
    29.7.2    exit code 125: client# curl x

Rules at the end: 1 rule or chain goes, 1 comes
  - filter -A DOCKER old
  + filter -A DOCKER new
  ~ nat DOCKER: in another order
`);
});

test('with each, rules stand behind the command that made them differ', () => {
  expect(upgradeText(changed('host# x'), { each: true })).toContain(
    'Rules after host# x:\n  - filter -A DOCKER old\n\nRules at the end: 1 rule or chain goes, 1 comes\n',
  );
  expect(upgradeHtml('x', changed('host# x'))).not.toContain('Rules after');
  expect(upgradeHtml('x', changed('host# x'), { each: true })).toContain('Rules after host# x');
});

test('a terminal is told nothing that it obeys', () => {
  expect(upgradeText(changed(HOSTILE), { each: true })).not.toContain('\u001b');
});

test('the page escapes what a session says, and loads and runs nothing', () => {
  const page = upgradeHtml(HOSTILE, changed(HOSTILE), { each: true });
  expect(page).not.toContain('<script');
  expect(page).toContain('&lt;/pre&gt;&lt;script&gt;alert(1)');
  expect(page).toContain("default-src 'none'; style-src 'sha256-");
});
