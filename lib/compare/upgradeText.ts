/** What an upgrade changes, as text: requests on both engines, commands that end in another way, rules that come and go. */
import type { Ending, RequestFate, RuleChanges, Upgrade } from '../lab';
import { withoutControls } from '../view/figure/plainText';

/** How much is told. */
export interface UpgradeReportOptions {
  /** What each command adds to the difference of the rules, and not the rules at the end alone. */
  readonly each?: boolean;
}

/** `answered (DNAT); the server saw 192.168.70.1` */
export function fateText({ verdicts, path, sources }: RequestFate): string {
  const ended = verdicts.join(', ');
  const saw = sources.length === 0 ? '' : `; the server saw ${[...new Set(sources)].join(', ')}`;
  if (!verdicts.includes('answered')) return ended;
  return `${ended} (${path})${saw}`;
}

/** `exit code 125: docker: invalid …` */
export function endingText({ exitCode, error }: Ending): string {
  return error === '' ? `exit code ${exitCode}` : `exit code ${exitCode}: ${error}`;
}

/** `2 of 7 requests differ, 1 command ends in another way` */
export function upgradeCount({ requests, commands }: Upgrade): string {
  const differing = requests.filter(({ differs }) => differs.length > 0).length;
  const ended = `${commands.length} ${commands.length === 1 ? 'command ends' : 'commands end'} in another way`;
  const all = `${requests.length} ${requests.length === 1 ? 'request' : 'requests'}`;
  return `${differing} of ${all} ${differing === 1 ? 'differs' : 'differ'}${commands.length === 0 ? '' : `, ${ended}`}`;
}

/** `22 rules go, 18 come` */
export function ruleCount({ gone, come }: RuleChanges): string {
  return `${gone.length} ${gone.length === 1 ? 'rule or chain goes' : 'rules and chains go'}, ${come.length} ${come.length === 1 ? 'comes' : 'come'}`;
}

/** What is compared, what differs, and everything in its order; `!` is in front of a request that differs. */
export function upgradeText(upgrade: Upgrade, { each = false }: UpgradeReportOptions = {}): string {
  const { from, to, requests, commands, rules, steps } = upgrade;
  const width = Math.max(from.length, to.length) + 2;
  const side = (engine: string, text: string) => `    ${engine.padEnd(width)}${text}`;
  const fate = (engine: string, seen: RequestFate) => [
    side(engine, fateText(seen)),
    ...seen.decidedBy.map((rule) => side('', rule)),
  ];
  const parts = [
    [`Docker ${from} and ${to}: ${upgradeCount(upgrade)}`],
    ...requests.map((request) => [
      `${request.differs.length > 0 ? '!' : ' '} ${request.line}`,
      ...fate(from, request.from),
      ...fate(to, request.to),
    ]),
    ...commands.map((command) => [
      `! ${command.line}`,
      side(from, endingText(command.from)),
      side(to, endingText(command.to)),
    ]),
    ...(each ? steps.map((step) => [`Rules after ${step.line}:`, ...ruleTexts(step.rules)]) : []),
    [`Rules at the end: ${ruleCount(rules)}`, ...(each ? [] : ruleTexts(rules))],
  ];
  return `${parts.map((part) => part.map(withoutBreaks).join('\n')).join('\n\n')}\n`;
}

function ruleTexts({ gone, come, reordered }: RuleChanges): readonly string[] {
  return [
    ...gone.map((rule) => `  - ${rule}`),
    ...come.map((rule) => `  + ${rule}`),
    ...reordered.map((chain) => `  ~ ${chain}: in another order`),
  ];
}

/** What stands on one line of a session or an error, on one line of text. */
function withoutBreaks(line: string): string {
  return withoutControls(line.replace(/[\n\t]/g, ' '));
}
