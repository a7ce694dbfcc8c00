/** `chainwalk shell`: lines typed at a terminal, or piped in. */
import { PassThrough, Readable, Writable } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { runShell } from '../../lib/cli/actions/shell';
import { Lab } from '../../lib/lab';
import { complete, SUBCOMMANDS } from '../../lib/lab/complete';

function sink() {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { stream, text: () => text };
}

async function piped(...lines: readonly string[]) {
  const [output, errors] = [sink(), sink()];
  const input = Readable.from([lines.map((line) => `${line}\n`).join('')]);
  const exitCode = await runShell({}, { input, output: output.stream, errors: errors.stream, isTerminal: false });
  return { stdout: output.text(), stderr: errors.text(), exitCode };
}

describe('piped in', () => {
  test('nothing is written but what the commands print', async () => {
    const { stdout, stderr, exitCode } = await piped('echo one', '# a comment', '', 'nothing', 'echo two', 'false');
    expect(stdout).toBe('one\ntwo\n');
    expect(stderr).toBe('bash: nothing: command not found\n');
    expect(exitCode).toBe(1);
  });

  test('commands of several lines', async () => {
    const { stdout } = await piped(
      ...['cat > f <<EOF', 'a "$HOME', '', 'EOF', 'cat f', 'for i in 1 2; do', '  echo $i', 'done', "echo 'x", "y'"],
      ...['echo a \\', 'b', 'echo )', 'echo on'],
    );
    expect(stdout).toBe('a "/root\n\n1\n2\nx\ny\na b\non\n');
  });

  test('other places, for one command or for all that follow', async () => {
    const { stdout } = await piped(
      '@client hostname',
      'hostname',
      '@client',
      'hostname',
      '@host',
      'client# hostname',
      'hostname',
    );
    expect(stdout).toBe('client\nlocalhost\nclient\nclient\nlocalhost\n');
    expect((await piped('@nowhere', '@nowhere ls')).stdout).toContain('there are @host, @client');
  });

  test('exit leaves a container first, then the shell with its code', async () => {
    const { stdout, exitCode } = await piped(
      ...['systemctl start docker', 'docker run -d --name box busybox sleep 1000 > id', 'docker exec -it box sh'],
      ...['hostname -i', 'exit', 'hostname', '@box', 'hostname -i', 'exit', 'exit 3', 'echo never'],
    );
    expect(stdout).toBe('172.17.0.2 \nlocalhost\n172.17.0.2 \n');
    expect(exitCode).toBe(3);
  });

  test.each([
    ['exit 256', 0, ''],
    ['exit -1', 255, ''],
    ['exit 9223372036854775807', 255, ''],
    ['exit 99999999999999999999', 2, 'bash: exit: 99999999999999999999: numeric argument required\n'],
    ['exit soon', 2, 'bash: exit: soon: numeric argument required\n'],
  ])('%s ends with the code that bash ends with', async (line, code, said) => {
    expect(await piped(line, 'echo never')).toMatchObject({ exitCode: code, stdout: said });
  });
});

describe('at a terminal', () => {
  /** Moves of the cursor, and wiping. */
  const CONTROL = new RegExp(`${String.fromCharCode(27)}\\[(\\d*[A-Z]|\\?2004[hl])`, 'g');

  /** Types keys one after the other, and reads what is on the screen in the end. */
  async function typed(...keys: readonly string[]): Promise<string> {
    const input = new PassThrough();
    const output = sink();
    const ended = runShell({}, { input, output: output.stream, errors: output.stream, isTerminal: true });
    for (const key of keys) {
      const before = output.text();
      input.write(key);
      // A command has ended when there is a prompt again.
      const isDone = () =>
        !key.endsWith('\r') || /[#$>] $/.test(output.text().slice(before.length).replace(CONTROL, ''));
      for (let count = 0; count < 2 || (!isDone() && count < 400); count++)
        await new Promise((resolve) => setTimeout(resolve, 5));
    }
    input.end();
    await ended;
    return output.text().replace(CONTROL, '');
  }

  test('there are prompts, and Ctrl-D ends', async () => {
    const screen = await typed('echo $((6*7))\r', '@client\r', '\u0004');
    expect(screen).toContain('host# ');
    expect(screen).toContain('\n42\n');
    expect(screen).toMatch(/client\$ (exit\n)$/);
  });

  test('Ctrl-C drops the line', async () => {
    const screen = await typed('echo never', '\u0003', 'echo after\r', '\u0004');
    expect(screen).toContain('echo never^C\n');
    expect(screen).toContain('\nafter\n');
    expect(screen).not.toContain('\nnever');
  });

  test('Ctrl-C interrupts the command that runs, whose lines come while it does', async () => {
    const input = new PassThrough();
    const output = sink();
    const ended = runShell({}, { input, output: output.stream, errors: output.stream, isTerminal: true });
    input.write('ping -c 30000 192.168.70.1\r');
    while (!output.text().includes('icmp_seq=2')) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(output.text()).not.toContain('statistics');
    input.write('\u0003');
    input.write('echo after\r');
    while (!output.text().includes('after\n')) await new Promise((resolve) => setTimeout(resolve, 5));
    input.end();
    await ended;
    expect(output.text()).toContain('packets transmitted');
    expect(output.text().match(/icmp_seq=2 /g)).toHaveLength(1);
    expect(output.text()).not.toContain('30000 packets transmitted');
  });

  test('Ctrl-C drops the lines before it too', async () => {
    expect(await typed("echo 'open\r", '\u0003', 'echo shut\r', '\u0004')).toContain('\nshut\n');
  });

  test('the arrow brings back what was typed, and Tab completes', async () => {
    const screen = await typed('echo first\r', '\u001b[A', '\r', 'hostn', '\t', '\r', '\u0004');
    expect(screen.match(/\nfirst\n/g)).toHaveLength(2);
    expect(screen).toContain('\nlocalhost\n');
  });

  test('Ctrl-R finds what was typed, and older lines with it', async () => {
    const lines = ['echo one-$((1+1))\r', 'echo two-$((1+1))\r', 'true\r'];
    expect(await typed(...lines, '\u0012', 'ech', 'o', '\u0012', '\r', '\u0004')).toMatch(
      /\(search\) 'echo': echo two[\s\S]*\(search\) 'echo': echo one[\s\S]*\none-2\n/,
    );
    const dropped = await typed(...lines, 'echo mine', '\u0012', 'two', '\u0007', '\r', '\u0004');
    expect([dropped.match(/\ntwo-2\n/g)?.length, dropped.match(/\nmine\n/g)?.length]).toEqual([1, 1]);
    const edited = await typed(...lines, '\u0012', 'onex', '\u007f', '\u001b[C', '9\r', '\u0004');
    expect(edited).toContain('\none-29\n');
  });

  test('a paste of several lines runs them in their order, and completes nothing', async () => {
    const paste = '\u001b[200~for i in 1 2; do\r\techo a$i\rdone\recho b\recho c\u001b[201~';
    const screen = await typed(paste, '\r', '\u0004');
    expect(screen).toMatch(/a1\na2\n[\s\S]*b\n[\s\S]*\nc\n/);
  });

  test('what ends without a line end is not wiped out by the prompt', async () => {
    expect(await typed('printf abc\r', '\u0004')).toContain('abc\nhost# ');
  });
});

describe('Tab offers', () => {
  async function lab(): Promise<Lab> {
    const machines = new Lab();
    await machines.run(
      'host',
      'systemctl start docker; docker run -d --name ng1 lkarrie/nginx1; mkdir -p /srv/www; touch /srv/file',
    );
    return machines;
  }

  test.each([
    ['system', ['systemctl ']],
    ['ls | gre', ['grep ']],
    ['@', ['@client ', '@host ', '@ng1 ']],
    ['@client cur', ['curl ']],
    ['docker ru', ['run ']],
    ['docker exec -it n', ['ng1 ']],
    ['docker container st', ['start ', 'stats ', 'stop ']],
    ['docker container rm n', ['ng1 ']],
    ['docker image ', ['history ', 'inspect ', 'ls ', 'prune ', 'pull ', 'rm ', 'tag ']],
    ['docker image inspect lkarrie/', ['lkarrie/nginx1 ', 'lkarrie/nginx2 ']],
    ['docker network ', ['connect ', 'create ', 'disconnect ', 'inspect ', 'ls ', 'prune ', 'rm ']],
    ['docker run -d --network ', ['bridge ', 'host ', 'none ']],
    ['docker run -d lkarrie/', ['lkarrie/nginx1 ', 'lkarrie/nginx2 ']],
    ['docker network inspect br', ['bridge ']],
    ['systemctl start d', ['docker ']],
    ['iptables -t n', ['nat ']],
    [
      'iptables -t nat -nvL DOCK',
      ['DOCKER ', 'DOCKER-ISOLATION-STAGE-1 ', 'DOCKER-ISOLATION-STAGE-2 ', 'DOCKER-USER '],
    ],
    ['ip addr show en', ['ens33 ']],
    ['cat /sr', ['/srv/']],
    ['cat /srv/', ['/srv/file ', '/srv/www/']],
    ['cat docker.s', ['docker.service ']],
    ['cat ../srv/f', ['../srv/file ']],
    ['nothing-like-this', []],
    // What every object of JavaScript has is no command.
    ['constructor nothing', []],
    ['docker constructor x', []],
  ])('after %j: %j', async (line, expected) => {
    const machines = await lab();
    const [candidates, word] = complete(machines, machines.host, line, '/root');
    expect([...candidates].sort()).toEqual(expected);
    expect(line.endsWith(word)).toBe(true);
  });

  test('every word that is offered after a command is a word of it', async () => {
    const machines = await lab();
    const commands = [...SUBCOMMANDS].flatMap(([command, words]) => words.map((word) => `${command} ${word}`));
    expect(commands.length).toBeGreaterThan(40);
    for (const command of commands) {
      const { stderr } = await machines.run('host', command);
      expect([command, stderr]).not.toEqual([
        command,
        expect.stringMatching(/not modelled|unknown|never heard|is not a/i),
      ]);
    }
  });
});

test('ping without -c goes on as time does, until Ctrl-C', async () => {
  const input = new PassThrough();
  const output = sink();
  let now = Date.now();
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
  const ended = runShell({}, { input, output: output.stream, errors: output.stream, isTerminal: true });
  input.write('ping 192.168.70.1\r');
  for (; !output.text().includes('icmp_seq=1'); now += 1) await turn();
  for (let count = 0; count < 20; count++) await turn();
  expect(output.text()).not.toContain('icmp_seq=3');
  now += 2500;
  while (!output.text().includes('icmp_seq=3')) await turn();
  expect(output.text()).not.toContain('icmp_seq=5');
  input.write('\u0003');
  while (!output.text().includes('packets transmitted')) await turn();
  input.end();
  await ended;
});

afterEach(() => vi.restoreAllMocks());

describe('programs without an end', () => {
  test('watch looks again and again, and with -d marks what changed', async () => {
    const lab = new Lab();
    await lab.run('host', 'touch /tmp/n');
    const { stdout, stderr } = await lab.run('host', 'watch -d -n 5 "echo a; date +%M"');
    expect(stdout).toMatch(
      /^Every 5\.0s: echo a; date \+%M {4}localhost: Sat, 02 Jul 2022 08:00:\d\d\n\na\n00\n\nEvery/,
    );
    expect(stdout).toContain('\na\n> 01\n');
    expect(stderr).toBe(
      'chainwalk: watch was interrupted after 100 lines: it does not end by itself; Ctrl-C ends it\n',
    );
    let shown = '';
    lab.outputListener = (text) => {
      shown += text;
      if (shown.includes('\u001b[7m')) lab.interrupt();
    };
    expect((await lab.run('host', 'watch -tdn 0.1 "wc -c < /tmp/n; echo >> /tmp/n"')).exitCode).toBe(0);
    expect(shown).toBe('0\n\n\u001b[7m1\u001b[27m\n\n');
  });

  test.each([
    ['watch', 'Usage: watch [-d] [-t] [-n SECONDS] COMMAND\n'],
    ['watch -n soon date', "watch: failed to parse argument: 'soon'\n"],
    ['watch -g date', 'watch: option "-g" is not modelled by chainwalk\n'],
  ])('%s is refused', async (line, said) => {
    expect(await new Lab().run('host', line)).toMatchObject({ stderr: said, exitCode: 1 });
  });

  test('docker logs -f shows what comes, until the container ends or somebody interrupts it', async () => {
    const lab = new Lab();
    await lab.run('host', 'systemctl start docker');
    await lab.run('host', "docker run -d --name box busybox sh -c 'ping -c 3 172.17.0.1'");
    expect((await lab.run('host', 'docker logs -f box')).stdout).toMatch(/seq=2 [\s\S]*packets transmitted/);
    await lab.run('host', 'docker run -d --name idle busybox sleep 100000');
    expect((await lab.run('host', 'docker logs -f idle')).stderr).toBe(
      'chainwalk: docker was interrupted after 1,000 seconds: it does not end by itself; Ctrl-C ends it\n',
    );
  });
});
