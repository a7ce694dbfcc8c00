/** The machines in a tab print what they print on Node: every recorded session, and what people do to texts and files. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { lab, parseSession } from '../../lib/lab';
import { test } from './chromium';
import { runInWorker } from './runInWorker';
import { withSite } from './site';

const site = withSite();
const DATA = join(__dirname, '../../data');
const SESSIONS = ['article/article', ...readdirSync(join(DATA, 'sessions')).flatMap(sessionName)];

/** Commands of just-bash that its build for browsers might do otherwise. */
const TEXT_SESSION = `host# printf 'b 2\\na 1\\nc 3\\n' > f; sort -k2 f | tac | nl; wc -c < f; cut -d ' ' -f 1 f | tr a-z A-Z | paste -sd,
host# awk '{ s += $2 } END { print s, rand() }' f; sed -n '2p;s/a/x/p' f; grep -c . f; uniq -c f; join f f | head -n 1
host# md5sum f; sha1sum f | cut -c 1-8; sha256sum f | cut -c 1-8; base64 f; base64 -d <<< aGk=; od -c f | head -n 1; rev f; strings f
host# echo '{"a":[1,{"b":null}]}' | jq -c '.a[1], (.a|length), now'; seq 3 | xargs -n 1 echo n; expr 6 \\* 7; date; echo $RANDOM $SECONDS
host# gzip -k f; gunzip -c f.gz; zcat f.gz | wc -l; diff f <(sort f); comm -12 <(sort f) <(sort f) | column; fold -w 2 <<< abcd; expand <<< "\\tx"
host# mkdir -p d/e; touch d/e/g; find d; tree d; ls -l d; stat -c %s f; du d | tail -n 1; ln -s f l; readlink l; cp f d; mv d/f d/h; rm -r d; ls
host# for i in 1 2; do case $i in 1) echo one;; *) echo more;; esac; done; f() { local x=$1; echo "\${x^^}"; }; f up; echo \${#HOME} \${HOME/r/R} $((7 % 4))
host# ps -ef | grep -c docker; echo $$
`;

function sessionName(file: string): readonly string[] {
  return file.endsWith('.session') ? [`sessions/${file.slice(0, -'.session'.length)}`] : [];
}

/** A cell that runs a session and prints how each command ended. */
function cellFor(text: string): string {
  return `import { lab, parseSession } from 'chainwalk';
let machines = await lab();
let ends = [];
for (const { place, command } of parseSession(${JSON.stringify(text)}, 'it')) {
  const { exitCode, transcript } = await machines.run(place, command);
  ends.push([exitCode, transcript]);
}
JSON.stringify(ends)`;
}

async function endsOnNode(text: string): Promise<readonly unknown[]> {
  const machines = await lab();
  const ends: unknown[] = [];
  for (const { place, command } of parseSession(text, 'it')) {
    const { exitCode, transcript } = await machines.run(place, command);
    ends.push([exitCode, transcript]);
  }
  return ends;
}

test('the one command that is missing is refused by name', async ({ page }) => {
  await page.goto(site.url('blank.html'));
  const { outputs } = await runInWorker(page, [cellFor('host# tar cf x.tar f')]);
  const [output] = outputs[0] ?? [];
  const ends = JSON.parse(output?.kind === 'stream' ? output.text : '[]') as readonly unknown[];
  expect(ends).toEqual([[127, 'host# tar cf x.tar f\nbash: tar: not modelled by chainwalk in a browser\n']]);
});

test('each session ends as on Node', { timeout: 300_000 }, async ({ page }) => {
  const texts = [...SESSIONS.map((name) => readFileSync(join(DATA, `${name}.session`), 'utf8')), TEXT_SESSION];
  await page.goto(site.url('blank.html'));
  const { outputs, failure } = await runInWorker(page, texts.map(cellFor));
  expect(failure).toBeUndefined();
  for (const [index, text] of texts.entries()) {
    const [output] = outputs[index] ?? [];
    const ends = JSON.parse(output?.kind === 'stream' ? output.text : '[]') as readonly unknown[];
    expect([SESSIONS[index] ?? 'texts', ends]).toEqual([SESSIONS[index] ?? 'texts', await endsOnNode(text)]);
  }
});
