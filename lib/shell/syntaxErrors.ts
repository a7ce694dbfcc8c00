/** What ends a line, in the words of its shell: what the parser did not expect, and what an expansion could not be. bash: error.c, parse.y; busybox: shell/ash.c, shell/math.c. */
import type { ScriptNode } from 'just-bash';
import type { Outcome } from './outcome';

/** The parser's names of tokens, as they are written. */
const TOKENS: Readonly<Record<string, string>> = {
  SEMICOLON: ';',
  DSEMI: ';;',
  AMP: '&',
  PIPE: '|',
  PIPE_AMP: '|&',
  AND_AND: '&&',
  OR_OR: '||',
  LPAREN: '(',
  RPAREN: ')',
  LBRACE: '{',
  RBRACE: '}',
  LESS: '<',
  GREAT: '>',
  NEWLINE: 'newline',
};

/** What an expansion that failed is called; ash's exit code is 2, and bash's the one that is given. */
const ENDS: readonly (readonly [pattern: RegExp, bash: string, ash: string, exitCode: number])[] = [
  [/^bash: (\w+): unbound variable$/, 'bash: $1: unbound variable', 'sh: $1: parameter not set', 127],
  [/^bash: (\w+): readonly variable$/, 'bash: $1: readonly variable', 'sh: $1: is read only', 1],
  [/^bash: (.*: )?division by 0(.*)$/, 'bash: $1division by 0$2', 'sh: divide by zero', 1],
  [/^bash: .*bad substitution$/, '$&', 'sh: syntax error: bad substitution', 1],
  [
    /^bash: .*(?:operand expected|arithmetic operator|too great for base|error in expression).*$/,
    '$&',
    'sh: arithmetic syntax error',
    1,
  ],
];

/** Of a line that was ended; `script` is its text. */
export function speakOfEnd(isAsh: boolean, outcome: Outcome, script: string): Outcome {
  const lines = outcome.stderr.split('\n');
  const last = lines.at(-2);
  if (last === undefined || outcome.exitCode === 0) return outcome;
  const end = endOf(isAsh, last, outcome.exitCode, script);
  if (end === undefined) return outcome;
  return { stderr: [...lines.slice(0, -2), end.stderr, ''].join('\n'), exitCode: end.exitCode };
}

function endOf(isAsh: boolean, said: string, exitCode: number, script: string): Outcome | undefined {
  if (exitCode === 1)
    for (const [pattern, bash, ash, code] of ENDS)
      if (pattern.test(said)) return { stderr: said.replace(pattern, isAsh ? ash : bash), exitCode: isAsh ? 2 : code };
  if (exitCode === 127 && isAsh && /^bash: \w+: (?!command not found$|.*: not found$)/.test(said))
    return {
      stderr: said.replace(/^bash/, 'sh').replace('parameter null or not set', 'parameter not set'),
      exitCode: 2,
    };
  if (exitCode !== 2) return undefined;
  if (isAsh && /^bash: exit: .*: numeric argument required$/.test(said))
    return { stderr: said.replace(/^bash: exit: (.*): numeric.*$/, 'sh: exit: Illegal number: $1'), exitCode };
  const [, line, column, what] = /^bash: syntax error: Parse error at (\d+):(\d+): (.*)$/.exec(said) ?? [];
  if (what !== undefined) {
    const complaint = complain(isAsh, what, wordAt(script, Number(line), Number(column)));
    return { stderr: `${isAsh ? 'sh' : 'bash'}: ${complaint}`, exitCode };
  }
  const quote = /^bash: (?:line \d+: )?unexpected EOF while looking for matching `["']'$/.test(said);
  if (!quote) return undefined;
  return { stderr: isAsh ? 'sh: syntax error: unterminated quoted string' : said.replace(/line \d+: /, ''), exitCode };
}

function complain(isAsh: boolean, what: string, word: string): string {
  const [, expected, got] = /^Expected (\w+), got (\w+)$/.exec(what) ?? [];
  const quoted = /near unexpected token `(.*)'$/.exec(what)?.[1];
  const unmatched = /looking for matching [`']?(.)'$/.exec(what)?.[1];
  if (unmatched !== undefined) {
    if (!isAsh) return `unexpected EOF while looking for matching \`${unmatched}'`;
    if (unmatched === ')') return 'syntax error: unexpected end of file (expecting ")")';
    return `syntax error: ${unmatched === '`' ? 'EOF in backquote substitution' : `missing '${unmatched}'`}`;
  }
  if (what.startsWith('Expected variable name'))
    return isAsh ? 'syntax error: bad for loop variable' : "syntax error near unexpected token `newline'";
  const isName = got === 'NAME' || got === 'WORD' || got === 'NUMBER' || got === 'ASSIGNMENT_WORD';
  const token = quoted ?? (got === undefined || isName ? word : (TOKENS[got] ?? got.toLowerCase()));
  if (!isAsh && token === 'select') return 'select is not modelled by chainwalk';
  if (!isAsh)
    return got === 'EOF' ? 'syntax error: unexpected end of file' : `syntax error near unexpected token \`${token}'`;
  const wanted = expected === undefined ? '' : ` (expecting "${TOKENS[expected] ?? expected.toLowerCase()}")`;
  const isSaid = isName || got === 'EOF' || got === 'DONE' || got === 'FI' ? wanted : '';
  if (got === 'EOF') return `syntax error: unexpected end of file${isSaid}`;
  return `syntax error: unexpected ${isName ? 'word' : token === 'newline' ? 'newline' : `"${token}"`}${isSaid}`;
}

/** Of a script in a script, which the parser did not understand. */
export function speakOfEval(isAsh: boolean, said: string, script: string): string | undefined {
  const [, line, column, what] = /^bash: eval: Parse error at (\d+):(\d+): (.*)$/.exec(said) ?? [];
  if (what === undefined) return undefined;
  const complaint = complain(isAsh, what, wordAt(script, Number(line), Number(column)));
  return `${isAsh ? 'sh' : 'bash'}: eval: ${complaint}\n`;
}

/** Where a script has what bash understands and ash does not; undefined if nowhere. */
export function findBashism(script: ScriptNode): string | undefined {
  const text = JSON.stringify(script);
  if (text.includes('"operator":"<<<"')) return 'sh: syntax error: unexpected redirection\n';
  if (/"array":\[/.test(text) || text.includes('"type":"ProcessSubstitution"'))
    return 'sh: syntax error: unexpected "("\n';
  return undefined;
}

/** The word that begins at a place of a text. */
function wordAt(text: string, line: number, column: number): string {
  return /^[^\s;|&()<>]*/.exec(text.split('\n')[line - 1]?.slice(column - 1) ?? '')?.[0] ?? '';
}
