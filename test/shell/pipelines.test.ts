// biome-ignore-all lint/suspicious/noTemplateCurlyInString: bash has them, too
/** Pipelines whose stages run at the same time, jobs, and commands that carry others; times are those of the machines. */
import { beforeEach, describe, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
});

/** What a line prints, complaints last. */
async function sh(line: string, place = 'host'): Promise<string> {
  const { stdout, stderr } = await lab.run(place, line);
  return stdout + stderr;
}

/** Seconds of the machines' clock that a line takes. */
async function seconds(line: string): Promise<number> {
  const { startedAt, endedAt } = await lab.run('host', line);
  return Math.round(endedAt - startedAt);
}

describe('stages of a pipeline', () => {
  test('begin at once', async () => {
    expect(await seconds('sleep 3 | sleep 3')).toBe(3);
    expect(await sh('(sleep 2; date +%S) | (date +%S; cat)')).toMatch(/^(\d\d)\n(?!\1)\d\d\n$/);
  });

  test.each([
    ['(echo a; sleep 1; echo b) | while read x; do echo "$x $(date +%s)"; done', /^a (\d+)\nb (?!\1)\d+\n$/],
    ['(echo a; sleep 1; echo b) | (read x; echo "1 $x"; read x; echo "2 $x")', /^1 a\n2 b\n$/],
    ['(read x; hostname; cat) < /etc/hosts | head -n 1', /^localhost\n$/],
    ['seq 5 | while read n; do echo $n; done | tail -n 1', /^5\n$/],
    ['echo hi | (read x; echo got $x; cat)', /^got hi\n$/],
    ['f() { echo in $1; }; f x | cat; a=(1 2); echo ${a[1]} | cat', /^in x\n2\n$/],
    ['set -o pipefail; (exit 3) | true; echo $? ${PIPESTATUS[@]}', /^3 3 0\n$/],
    ['(exit 3) | true; echo ${PIPESTATUS[@]}', /^3 0\n$/],
    ['x=1; echo 2 | read x; echo $x', /^1\n$/],
    ['cat <(echo a) <(echo b) | sort -r; cat <(cat <(echo deep)) | wc -l', /^b\na\n1\n$/],
    ['{ echo out; echo err >&2; } 2>&1 | sort', /^err\nout\n$/],
    ['echo "[$(echo a | cat)]" | cat', /^\[a\]\n$/],
    ['cat <(echo a; sleep 1; echo b) | head -n 1', /^a\n$/],
    ['echo aGVsbG8A/w== | base64 -d | base64', /^aGVsbG8A\/w==\n$/],
    ['true; echo x | (cat; exit 4); echo $?', /^x\n4\n$/],
  ])('%s', async (line, said) => {
    expect(await sh(line)).toMatch(said);
  });

  test('end by SIGPIPE when nobody reads any more', async () => {
    expect(await sh('yes | head -n 2; echo ${PIPESTATUS[@]}')).toBe('y\ny\n141 0\n');
    expect(await sh('yes | head -n 3000 | wc -l')).toBe('3000\n');
    expect(await sh('while true; do echo x; done | head -n 2; echo ${PIPESTATUS[@]}')).toBe('x\nx\n141 0\n');
    expect(await seconds('ping 192.168.70.1 | head -n 3')).toBe(2);
  });

  test('a program sends what another writes as it comes', async () => {
    await sh('nc -l 9000 > /tmp/got &', 'client');
    await sh('(echo one; sleep 5; echo two) | nc -N 192.168.70.1 9000 & sleep 2');
    expect(await sh('cat /tmp/got', 'client')).toBe('one\n');
    await sh('sleep 5');
    expect(await sh('cat /tmp/got', 'client')).toBe('one\ntwo\n');
  });

  test('nc goes on with its input when nobody reads what it prints', async () => {
    await sh('(echo hi; sleep 5) | nc -l 9000 > /tmp/got &', 'client');
    const line = '(echo one; sleep 3; echo two) | nc -N 192.168.70.1 9000 | head -n 1';
    expect(await seconds(`sleep 1; ${line} > first`)).toBe(4);
    expect(await sh('cat first; sleep 4')).toBe('hi\n');
    expect(await sh('cat /tmp/got', 'client')).toBe('one\ntwo\n');
  });

  test('tail -f hands on what is added', async () => {
    await sh('printf "a\\nb\\nc\\n" > log; (sleep 3; echo d >> log; sleep 3; echo e >> log) &');
    expect(await sh('timeout 5 tail -n 1 -f log')).toBe('c\nd\n');
    expect(await sh('tail -f log | head -n 5')).toBe('a\nb\nc\nd\ne\n');
    expect(await sh('tail -f nope; echo $?')).toBe(
      "1\ntail: cannot open 'nope' for reading: No such file or directory\ntail: no files remaining\n",
    );
    expect(await sh('tail -n 1 log; seq 3 | tail -n 2')).toBe('e\n2\n3\n');
  });

  test('what is interrupted has printed what it has', async () => {
    const running = lab.run('host', 'for i in 1 2 3; do echo $i; sleep 1; while :; do :; done; done');
    setTimeout(() => lab.interrupt(), 300);
    expect(await running).toMatchObject({ stdout: '1\n', exitCode: 130 });
  });
});

describe('jobs', () => {
  test('run beside the lines that follow', async () => {
    expect(await sh('sleep 5 & jobs')).toBe('[1]+  Running                 sleep 5 &\n');
    expect(await sh('jobs; wait; jobs')).toBe('[1]+  Running                 sleep 5 &\n');
    expect(await sh('(sleep 2; echo late) & echo first')).toBe('first\n');
    expect(await sh('sleep 3')).toBe('late\n');
  });

  test.each([
    ['(sleep 1; exit 3) & wait $!; echo $?', '3\n'],
    ['sleep 100 & kill %1; wait %1; echo $?', '143\n'],
    ['for i in 2 1; do (sleep $i; echo $i) & done; wait; echo all', '1\n2\nall\n'],
    ['f() { sleep 1; echo $1; }; f x & wait', 'x\n'],
    ['sleep 1 & sleep 2 & wait -n; jobs', '[2]+  Running                 sleep 2 &\n'],
    ['fg', 'bash: fg: no job control\n'],
    ['wait 99999; echo $?', '127\nbash: wait: pid 99999 is not a child of this shell\n'],
    ['sleep inf & wait', 'chainwalk: wait waits for something that never happens here, and was interrupted\n'],
    ['[ -z "$!" ] && echo none', 'none\n'],
  ])('%s', async (line, said) => {
    expect(await sh(line)).toBe(said);
  });

  test('$! is the process that ps shows', async () => {
    const [pid, shown] = (await sh('sleep 50 & echo $!; pgrep sleep')).trim().split('\n');
    expect(shown).toBe(pid);
    expect(await sh('echo $!; kill $!; sleep 1; jobs')).toBe(`${pid}\n`);
  });

  test('what is written to a file by a job is there when it ends', async () => {
    await sh('(echo a; sleep 2; echo b) > /tmp/f & sleep 3');
    expect(await sh('cat /tmp/f; jobs')).toBe(
      'a\nb\n[1]+  Done                    (echo a; sleep 2; echo b) > /tmp/f\n',
    );
  });
});

describe('commands that carry others', () => {
  test.each([
    ['timeout 2 sleep 5; echo $?', '124\n'],
    ['timeout 5 sleep 2; echo $?', '0\n'],
    ['timeout -s KILL 1 sleep 5; echo $?', '137\n'],
    ['timeout --preserve-status 1 sleep 5; echo $?', '143\n'],
    ['timeout 2 sh -c "while true; do echo x; sleep 0.9; done"; echo $?', 'x\nx\nx\n124\n'],
    ['timeout 1 nosuch; echo $?', '127\ntimeout: failed to run command ‘nosuch’: No such file or directory\n'],
    ['timeout x sleep 1', "timeout: invalid time interval ‘x’\nTry 'timeout --help' for more information.\n"],
    ['echo a | timeout 5 cat', 'a\n'],
    ['nohup echo x; nice -n 5 echo y; setsid echo z; sudo echo w', 'x\ny\nz\nw\n'],
    ['sudo nosuch; echo $?', '1\nsudo: nosuch: command not found\n'],
    ['echo a b | xargs -n 1 -P 2 echo', 'a\nb\n'],
    ["printf 'a\\nb\\nc\\n' | grep -e a -e c", 'a\nc\n'],
    ["printf 'a.\\nab\\nzz\\n' | grep -F -e a. -e zz", 'a.\nzz\n'],
    ["printf 'a\\nb\\nc\\n' | grep -vc -e a -e c", '1\n'],
    ["printf 'ax\\nb\\ncc\\n' | grep -Ee 'a.' -e 'c+$'", 'ax\ncc\n'],
  ])('%s', async (line, said) => {
    expect(await sh(line)).toBe(said);
  });

  test('a timed-out command ends when it should', async () => {
    expect(await seconds('timeout 2 ping 192.168.70.1 > /dev/null')).toBe(2);
    expect(await seconds('timeout 2 sh -c "sleep 50"')).toBe(2);
  });
});

describe('in a container', () => {
  beforeEach(async () => {
    for (const line of ['systemctl start docker', 'docker run -d --name box busybox sh -c "true; sleep 500"'])
      await sh(line);
  });

  test('the last command of a script is executed by its shell', async () => {
    expect(await sh('docker exec box ps')).toMatch(
      /^PID {3}USER {5}TIME {2}COMMAND\n {4}1 root {6}0:00 sleep 500\n.* ps\n$/,
    );
    await sh('true', 'box');
    expect(await sh('docker exec box ps | grep -c " sh$"')).toBe('1\n');
    expect(await sh('docker top box | wc -l')).toBe('2\n');
  });

  test('pipelines stream, jobs run, and timeout exits as busybox’s does', async () => {
    expect(await sh('yes | head -n 2; (echo a; sleep 1; echo b) | while read x; do echo got $x; done', 'box')).toBe(
      'y\ny\ngot a\ngot b\n',
    );
    expect(await sh('docker exec box sh -c "sleep 5 & wait; timeout 1 sleep 3"; echo $?')).toBe('143\n');
    expect(await sh('docker exec box timeout 1 nosuch')).toContain("timeout: can't execute 'nosuch'");
  });

  test('a trap is what a signal sets off, and the end', async () => {
    await sh(`docker run -d --name trap busybox sh -c 'trap "echo bye; exit 3" TERM; while true; do sleep 1; done'`);
    expect(await seconds('docker stop trap')).toBeLessThan(3);
    expect(await sh('docker logs trap; docker inspect -f {{.State.ExitCode}} trap')).toBe('bye\n3\n');
    expect(await sh(`docker exec box sh -c 'trap "echo end" EXIT; echo begin'`)).toBe('begin\nend\n');
    await sh(`docker run -d --name waits busybox sh -c 'trap "exit 4" TERM; sleep 1000 & wait'`);
    expect(await seconds('docker stop waits')).toBe(0);
    expect(await sh('docker inspect -f {{.State.ExitCode}} waits')).toBe('4\n');
  });

  test('env prints what docker gave, and what a shell adds', async () => {
    const names = async (line: string) => (await sh(line)).replace(/=.*$/gm, '').trim().split('\n');
    expect(await names('docker exec box env')).toEqual(['PATH', 'HOSTNAME', 'HOME']);
    expect(await names('docker exec box sh -c env')).toEqual(['HOSTNAME', 'SHLVL', 'HOME', 'PATH', 'PWD']);
  });
});
