/**
 * What just-bash has no option for and asks of `hooks` instead, the last parameter of `createInterpreter`: a turn for
 * others between two statements, pipelines whose stages run at the same time, jobs in the background, variables of bash that
 * it does not know, chance, and what is dearer than a command of the shell's own. Each is put into its code at a place that
 * stands there once, or as often as is said; if it does not, the build fails.
 */

/** What stands in just-bash's code, and what is put in its place. */
const HOOKS = [
  [
    /async executeStatement\((\w+)\)\{if\(/,
    (_, node) =>
      `async executeStatement(${node}){const turn=hooks.takeTurn(this.ctx.state.signal);if(turn!==undefined)await turn;const extra=hooks.statementPrice(this.ctx.state)-1;if(extra>0)this.ctx.executionScope.consume("commands",extra,"execution");const trap=hooks.takeTrap(this.ctx);if(trap!==undefined){const{state}=this.ctx,code=state.lastExitCode;await this.executeScript(trap);state.lastExitCode=code;state.env.set("?",String(code))}if(${node}.background){const started=hooks.startJob(this.ctx,${node});if(started!==undefined)return started}const computed=hooks.compute(this.ctx,${node});if(computed!==undefined)return computed;if(`,
  ],
  // What `time` counts.
  [/=(\w+)\.timed\?\w+\(\):0,/, (_, pipeline) => `=${pipeline}.timed?hooks.now():0,`],
  [/\.timed\)\{let (\w+)=\(\w+\(\)-/, (_, seconds) => `.timed){let ${seconds}=(hooks.now()-`],
  // Pipelines: each stage has an interpreter of its own, as a subshell has.
  [/\b(\w+)=class\{ctx;constructor\(/, (found) => found.replace('=class', '=hooks.Interpreter=class')],
  [
    /async function \w+\((\w+),(\w+),\w+\)\{(?=let \w+=\2\.timed\?)/,
    (found, context, pipeline) => `${found}let stages=hooks.startPipeline(${context},${pipeline});`,
  ],
  [
    /chargeCommand\(\),(\w+)=await (\w+\(\w+,\w+\))/,
    (_, result, run) => `chargeCommand(),${result}=await(stages===undefined?${run}:stages.shift())`,
  ],
  // What `PIPESTATUS` is, for the line that follows.
  [
    /(\w+\((\w+),"PIPESTATUS"\);for\(let (\w+)=0;\3<(\w+)\.length;\3\+\+\)\w+\(\2,"PIPESTATUS",\3,String\(\4\[\3\]\)\))/,
    (found, _all, context) => `${found};hooks.piped(${context}.state)`,
  ],
  // What a command is given to read, what came of it, and what it has written.
  [
    /async runCommand\(((\w+),(\w+),\w+,(\w+),\w+=!1,\w+=!1,\w+=-1,\w+=!1)\)\{/,
    (_, parameters, name, words, stdin) =>
      `async runCommand(...all){return hooks.ended(this.ctx,all[0],all[1],await this.runWords(...all))}async runWords(${parameters}){const awaited=hooks.awaitInput(this.ctx.state,${name},${words},${stdin});if(awaited!==undefined)${stdin}=await awaited;`,
  ],
  [
    /\b(\w+)=await (\w+)\(this\.ctx,\1,(\w+\.redirections,[^;]*?internalProducerOmitsShellPrefix)\)/,
    (_, result, redirect, rest) =>
      `${result}=await hooks.written(this.ctx.state,await ${redirect}(this.ctx,${result},${rest}),${result}.internalProducerCommand)`,
  ],
  // A command that another one of its name stands for is given what to read.
  [
    /\.origCommand=(\w+)=>\{let (\w+)=\(\)=>(\w+)\.execute\(\1,(\w+)\);/,
    (_, words, run, command, context) =>
      `.origCommand=(${words},reading)=>{let ${run}=()=>${command}.execute(${words},reading===undefined?${context}:Object.create(${context},{stdin:{get:reading}}));`,
  ],
  // A command that ends at once needs nothing that would end it: a context that can be taken back costs more than the command.
  [
    /,(\w+)=(\w+)\.internalOriginalCommand,(\w+)=\(\)=>\{\};(if\(\1\)\{[\s\S]*?let (\w+)=([\w$]+)\((\w+),(\w+)\),(\w+)=[\w$]+\(\5\.context,\8\)[\s\S]*?\2\.execute\((\w+),\9\))/,
    (_, original, command, revoke, rest, _guarded, _guard, context, name, _safe, words) =>
      `,${original}=${command}.internalOriginalCommand,${revoke}=()=>{};if(!${original}&&hooks.isBrief(${name}))return ${command}.execute(${words},${context});${rest}`,
  ],
  // awk and sed, when they have read all that was there.
  [
    /(name:"awk",async execute\((\w+),(\w+)\)\{[\s\S]*?=async\((\w+),\w+\)=>\{[\s\S]*?;(\w+)\.lineIndex<(\w+)\.length-1);\)\{/,
    (_, before, words, context, file, runtime, lines) =>
      `${before}||${file}===""&&await hooks.readOn(${context},${words},${lines},${runtime});){`,
  ],
  [
    /(\w+\("stdin processing",\(\)=>\w+\(\w+,\w+,\w+,\{)limits:(\w+)\.limits/,
    (_, before, context) => `${before}reader:${context},limits:${context}.limits`,
  ],
  [
    /(async function \w+\((\w+),(\w+),\w+,(\w+)=\{\}\)\{let\{limits:[^}]*\}=\w+;\w+\(\w+,"sed","processing entry"\);[\s\S]*?,(\w+)=\2\.endsWith\(`\n`\),(\w+)=[\s\S]*?let (\w+)=\6\.length,(\w+)="",[\s\S]*?for\(let (\w+)=0;\9<\6\.length);/,
    (_, before, _input, commands, options, isWhole, lines, total, output, _index) =>
      `${before}||${options}.reader!==undefined&&await hooks.readOn(${options}.reader,${commands},${lines},{get output(){return ${output}},set output(text){${output}=text},set isWhole(is){${isWhole}=is;${total}=${lines}.length}});`,
  ],
  // What ends a script, and an arithmetic error that does.
  [
    /\b(\w+)=class extends \w+\{exitCode;name="ExitError"/,
    (found) => found.replace('=class', '=hooks.ExitError=class'),
  ],
  [
    /(instanceof (\w+)\)\{(\w+)\.append\("stdout",(\w+)\.stdout,\4\.internalOutputAccounting\.stdout\),\3\.append\("stderr",\4\.stderr,\4\.internalOutputAccounting\.stderr\),(\w+)=1,this\.ctx\.state\.lastExitCode=\5,this\.ctx\.state\.env\.set\("\?",String\(\5\)\));continue\}(?=if\(\w+ instanceof \w+\)\{\3)/,
    (_, before, _class, builder, _error, code) =>
      `${before};return{...${builder}.build(${code}),exitCode:${code},env:Object.fromEntries(this.ctx.state.env)}}`,
  ],
  // What `${x?}` says, and exits with.
  [
    /=(\w+)\.word\?(await \w+\(\w+,\1\.word\.parts,\w+\.inDoubleQuotes\)):`\$\{(\w+)\}: parameter null or not set`;throw new (\w+)\(1,/,
    (_, operation, message, name, error) =>
      `=${name}+": "+(${operation}.word?${message}:${operation}.checkEmpty?"parameter null or not set":"parameter not set");throw new ${error}(127,`,
  ],
  // Where redirections and substitutions take what is written.
  [/async executeSimpleCommandInner\((\w+),\w+,\w+\)\{/, (found, node) => `${found}let simple=${node};`],
  [
    /\b(\w+)=await (this\.runCommand\((\w+),\w+,\w+,\w+,!1,!1,\w+,\w+\))\}catch(?=[\s\S]*?\.redirections,(\w+)\.targets)/,
    (_, result, run, name, opened) =>
      `${result}=await hooks.redirected(this.ctx,${opened}.standardRoutes,${name},()=>${run})}catch`,
  ],
  [
    /let (\w+)=await (\w+\((\w+)\));return await (\w+)\((\w+),\1,(\w+),\3\.targets/,
    (_, result, run, opened, redirect, context, redirections) =>
      `let ${result}=await hooks.redirected(${context},${opened}.standardRoutes,undefined,()=>${run});return await ${redirect}(${context},${result},${redirections},${opened}.targets`,
  ],
  // A device that is full can be opened.
  [/if\((\w+)==="\/dev\/full"\)return/, () => 'if(false)return'],
  [/if\((\w+)==="\/dev\/full"\)\{/, () => 'if(false){'],
  [
    /(suppressVerbose=!0[^{}]*;(?:let \w+;)?try\{(?:let )?\w+=)await (\w+)\.executeScript\(([\w.]+)\)/,
    (_, before, context, script) =>
      `${before}await hooks.captured(${context}.state,()=>${context}.executeScript(${script}))`,
    3,
  ],
  // What arithmetic takes from a command has the script's variables.
  [
    /async function (\w+)\((\w+),(\w+)\)\{let (\w+)=new \w+,\w+;try\{\w+=\4\.parse\(\3\)\}catch\{return""\}/,
    (found, name) => `hooks.substitute=(...given)=>${name}(...given);${found}`,
  ],
  [
    /await (\w+)\.execFn\((\w+\.command),\{signal:\1\.state\.signal\}\)/,
    (_, context, command) => `{stdout:await hooks.substitute(${context},${command}),stderr:""}`,
    2,
  ],
  // `((n<=1))`, whose words are put together again.
  [
    /!\((\w+)==="="&&(\/\[\|&\^\+\\-\*\/%<>\]\$\/\.test\(\w+\))\)/,
    (_, word, isBefore) => `!(${word}.startsWith("=")&&${isBefore})`,
  ],
  // Nor is `<<` in it the beginning of a here-document; and blanks at its end stand in what is said of an error.
  [
    /(if\(\w+==="<"&&\w+==="<"\)return this\.pos=\w+\+2,this\.column=\w+\+2,this\.pendingHeredocDelimiterMode=)!1,/,
    (_, before) => `${before}this.dparenDepth>0?void 0:!1,`,
  ],
  [
    /(parseArithmeticCommand\(\)\{let (\w+)=this\.expect\(\w+\.DPAREN_START\)[\s\S]*?)let (\w+)=this\.parseArithmeticExpression\((\w+)\.trim\(\)\)/,
    (_, before, start, expression, text) =>
      `${before}let ${expression}=this.parseArithmeticExpression(hooks.asWritten(${text},this._input.slice(${start}.end,this.peek(-1).start)))`,
  ],
  // `(( n -= 1 ))` and `(( n / 2 ))` are no commands in brackets.
  [
    /if\((\w+)>(\w+)&&\((\w+)==="-"\|\|\3==='"'/,
    (found, at, end, letter) =>
      `if(${at}>${end}&&(${letter}==="-"||${letter}==="/")&&/[=\\s]/.test(this.input[${at}+1]))return!1;${found}`,
  ],
  // What is divided by nothing.
  [
    /(else if\((\w+)\[(\w+)\]==="\/"\|\|\2\[\3\]==="%"\)\{let (\w+)=[\s\S]{0,80}?let\{expr:\w+,pos:\w+\}=\w+\(\w+,\2,\3\);\w+=\{type:"ArithBinary",)operator:\4/,
    (_, before, text, at, operator) => `${before}text:${text},at:${at},operator:${operator}`,
  ],
  [
    /(case"ArithBinary":\{if\((\w+)\.operator==="\|\|"\)[\s\S]{0,240}?return )(\w+\(\w+,\w+,\2\.operator\))/,
    (_, before, node, calculated) => `${before}(hooks.division=${node},${calculated})`,
  ],
  [/new (\w+)\("division by 0"\)/, (_, error) => `new ${error}(hooks.sayDivision())`, 2],
  [
    /(function (\w+)\(\w+,\w+,\w+\)\{switch\(\w+\)\{case"\+":return[\s\S]{0,1200}?case"\/=":return )(\w+)!==0\?Math\.trunc\((\w+)\/\3\):0;case"%=":return \3!==0\?\4%\3:0;/,
    (_, before, calculate, right, left) =>
      `${before}hooks.division=void 0,${calculate}(${left},${right},"/");case"%=":return hooks.division=void 0,${calculate}(${left},${right},"%");`,
  ],
  [
    /`bash: let: \$\{(\w+)\}: \$\{(\w+)\.message\}/,
    (_, expression, error) => `\`bash: let: \${hooks.sayLet(${expression},${error}.message)}`,
  ],
  [/`bash: arithmetic expression: \$\{(\w+)\.message\}/, (_, error) => `\`bash: ((: \${${error}.message}`],
  // Words of `for` that look like assignments.
  [
    /(for\((\w+)\.advance\(\),(\w+)=\[\];!\2\.check\((\w+)\.SEMICOLON,\4\.NEWLINE,\4\.DO,\4\.EOF\)&&)\2\.isWord\(\);\)\3\.push\(\2\.parseWord\(\)\)/,
    (_, before, parser, words, tokens) =>
      `${before}(${parser}.isWord()||${parser}.check(${tokens}.ASSIGNMENT_WORD));)${words}.push(${parser}.check(${tokens}.ASSIGNMENT_WORD)?(word=>${parser}.parseWordFromString(word.value,word.quoted,word.singleQuoted,!0))(${parser}.advance()):${parser}.parseWord())`,
  ],
  // Patterns lead through links; what is none of a directory has no entries.
  [
    /\b(\w+)\.isDirectory&&(\w+\.push\(this\.expandSegments\()/,
    (_, entry, push) => `(${entry}.isDirectory||${entry}.isSymbolicLink)&&${push}`,
  ],
  // Who may read, write and execute a file: it depends on who asks.
  [
    /case"-r":return await (\w+)\.fs\.exists\((\w+)\)\?\(\(await \1\.fs\.stat\(\2\)\)\.mode&256\)!==0:!1;case"-w":return [\s\S]{0,80}?mode&128\)!==0:!1;case"-x":return [\s\S]{0,80}?mode&64\)!==0:!1;/,
    (_, context, path) => `case"-r":case"-w":case"-x":return hooks.mayAccess(${context},arguments[1],${path});`,
  ],
  // `$$` of a shell in a shell.
  [
    /case"\$":return String\((\w+)\.state\.virtualPid\)/,
    (_, context) =>
      `case"PPID":return String(hooks.parentPid(${context}.state));case"$":return String(hooks.pid(${context}.state))`,
  ],
  // A script that is executed is called as it was written.
  [
    /("script"in (\w+)\)return (\w+)\.includes\("\/"\)[\s\S]{0,160}?await \w+\()\2\.path,/,
    (_, before, found, name) => `${before}${name}.includes("/")?${name}:${found}.path,`,
  ],
  [
    /(async function \w+\((\w+),(\w+),\w+,\w+,\w+\)\{let (\w+);try\{\4=await \2\.fs\.readFile\()\3\)/,
    (_, before, context, path) => `${before}${context}.fs.resolvePath(${context}.state.cwd,${path}))`,
  ],
  // What a script begins with.
  [
    /await new (\w+)\((\w+),(\w+)\)\.executeScript\((\w+)\)/,
    (_, interpreter, options, state, script) =>
      `await new ${interpreter}(${options},hooks.begin(${state})).executeScript(${script})`,
  ],
  // A signal that ends with any of several.
  [
    /let (\w+)=new AbortController,\w+=\[\];for\(let (\w+) of (\w+)\)\{if\(\2\.aborted\)/,
    (found, both, _one, signals) => found.replace(';for(', `;hooks.join(${both}.signal,${signals});for(`),
  ],
  // That of a command, which is revoked when it has ended.
  [
    /let \w+=!0,(\w+)=(\w+)\.signal\?new AbortController:void 0,/,
    (found, own, context) => `${found}joined=hooks.join(${own}?.signal,[${context}.signal]),`,
  ],
  // Jobs.
  [/if\(\w+==="wait"\)return \w+;/, () => ''],
  [/String\((\w+)\.state\.lastBackgroundPid\)/, (_, context) => `hooks.lastJob(${context}.state)`],
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
  // Regular expressions of grep, and what is wrong with one; several are one that means any of them.
  [
    /case"extended":(case"perl":\{if\(([\w$]+)=[\w$]+\(([\w$]+)\))/,
    (_, perl, made, source) => `case"extended":${made}=hooks.expression(${source},"extended");break;${perl}`,
  ],
  [
    /default:([\w$]+)=[\w$]+\(([\w$]+)\),\1=[\w$]+\(\1\);break\}/,
    (_, made, source) => `default:${made}=hooks.expression(${source},"basic");break}`,
  ],
  [
    /(function [\w$]+\(([\w$]+),([\w$]+)\)\{return \2\.length===1\?\{pattern:\2\[0\],mode:\3\}:)\3==="fixed"\?/,
    (_, one, sources, mode) =>
      `${one}${mode}!=="perl"?{pattern:${sources}.map(one=>"(?:"+hooks.expression(one,${mode})+")").join("|"),mode:"perl"}:${mode}==="fixed"?`,
  ],
  [/\{pattern:[\w$]+,mode:"extended"\}/, (found) => found.replace('extended', 'perl')],
  [
    /catch\{return\{stdout:"",stderr:`grep: invalid regular expression: \$\{([^}]*)\}/,
    (_, source) => `catch(wrong){return{stdout:"",stderr:\`grep: \${hooks.expressionComplaint(wrong,${source})}`,
    2,
  ],
  // Behind the end nothing is found, as by JavaScript's own.
  [
    /exec\(([\w$]+)\)\{let [\w$]+=this\.acquireMatcher\(\1\),([\w$]+)=this\._global\?this\._lastIndex:0;if\(/,
    (found, text, start) => `${found}${start}>${text}.length||`,
  ],
  // The same of sed.
  [/=([\w$]+)\(([\w$]+)\(([\w$]+)\)\);(?=return [\w$]+\(\w+\)\.test\()/, (_, _outer, _inner, source) => `=${source};`],
  [/=[\w$]+\(\w+\.extendedRegex\?([\w$]+):[\w$]+\(\1\)\);/, (_, source) => `=${source};`],
  [
    /(new [\w$]+\(\[([\w$]+)\],([\w$]+\|\|[\w$]+),[\w$]+\)\.parse\(\);if\(!([\w$]+)\.error&&\4\.commands\.length>0\)\{let [\w$]+=)([\w$]+\(\4\.commands\);)/,
    (_, parsed, text, isExtended, script, labels) =>
      `${parsed}hooks.prepareSed(${script}.commands,${isExtended},${text})??${labels}`,
  ],
  // What scripts draw, apart from what the interpreter draws for itself.
  [
    /case"RANDOM":return String\(Math\.floor\(Math\.random\(\)/,
    () => 'case"RANDOM":return String(Math.floor(hooks.random()',
  ],
  [/(\w+)\.random\?\1\.random\(\):Math\.random\(\)/, (_, awk) => `${awk}.random?${awk}.random():hooks.random()`],
  // The list of those that are always set.
  [/"RANDOM","SECONDS","BASH_VERSION"/, (found) => `"EPOCHSECONDS","EPOCHREALTIME","SRANDOM","PPID",${found}`],
];

const JUST_BASH = /just-bash[\\/]dist[\\/]bundle[\\/](?:index\.cjs|browser\.js)$/;

/** The plugin of rolldown that puts them in. */
export const HOOKING = {
  name: 'hooks',
  transform: (code, id) => (JUST_BASH.test(id) ? HOOKS.reduce(putIn, code) : undefined),
};

function putIn(code, [pattern, replacement, times = 1]) {
  const everywhere = new RegExp(pattern, 'g');
  const found = code.match(everywhere) ?? [];
  if (found.length !== times) throw new Error(`${pattern} stands ${found.length} times in just-bash, not ${times}`);
  return code.replace(everywhere, replacement);
}
