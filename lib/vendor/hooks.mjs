/**
 * What just-bash has no option for and asks of `hooks` instead, the last parameter of `createInterpreter`: a turn for
 * others between two statements, variables of bash that it does not know, chance, and what is dearer than a command of the
 * shell's own. Each is put into its code at a place that stands there once; if it does not, the build fails.
 */

/** What stands in just-bash's code, and what is put in its place. */
const HOOKS = [
  [
    /async executeStatement\((\w+)\)\{if\(/,
    (_, node) =>
      `async executeStatement(${node}){const turn=hooks.takeTurn(this.ctx.state.signal);if(turn!==undefined)await turn;if(`,
  ],
  // Of `$(…)`, `bash -c` and `source`, which copy all variables.
  [
    /async executeScript\((\w+)\)\{/,
    (_, node) =>
      `async executeScript(${node}){this.ctx.executionScope.consume("commands",hooks.scriptPrice,"execution");`,
  ],
  // Of a command that is a program.
  [
    /,\(\)=>(\w+\.execute\(\w+,(\w+)\))\),(\w+=\(\)=>\w+\(\w+,\2,\w+,\w+,(\w+\.executionScope),)/,
    (_, call, _context, rest, scope) =>
      `,()=>(${scope}.consume("commands",hooks.programPrice,"execution"),${call})),${rest}`,
  ],
  ...['EPOCHSECONDS', 'EPOCHREALTIME', 'SRANDOM'].map((name) => [
    /case"BASH_VERSION":/,
    (found) => `case"${name}":return hooks.variable("${name}");${found}`,
  ]),
  // What scripts draw, apart from what the interpreter draws for itself.
  [
    /case"RANDOM":return String\(Math\.floor\(Math\.random\(\)/,
    () => 'case"RANDOM":return String(Math.floor(hooks.random()',
  ],
  [/(\w+)\.random\?\1\.random\(\):Math\.random\(\)/, (_, awk) => `${awk}.random?${awk}.random():hooks.random()`],
  // The list of those that are always set.
  [/"RANDOM","SECONDS","BASH_VERSION"/, (found) => `"EPOCHSECONDS","EPOCHREALTIME","SRANDOM",${found}`],
];

const JUST_BASH = /just-bash[\\/]dist[\\/]bundle[\\/](?:index\.cjs|browser\.js)$/;

/** The plugin of rolldown that puts them in. */
export const HOOKING = {
  name: 'hooks',
  transform: (code, id) => (JUST_BASH.test(id) ? HOOKS.reduce(putIn, code) : undefined),
};

function putIn(code, [pattern, replacement]) {
  const found = code.match(new RegExp(pattern, 'g')) ?? [];
  if (found.length !== 1) throw new Error(`${pattern} stands ${found.length} times in just-bash, not once`);
  return code.replace(pattern, replacement);
}
