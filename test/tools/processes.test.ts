import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listenTcp, Process, type Program, type Unit } from '../../lib/machine';
import { SECOND } from '../../lib/network';
import { busyboxPrograms, programs } from '../../lib/tools';
import { latePrograms } from '../../lib/tools/common/late';
import { nginx } from '../../lib/tools/nginx';
import { run, start, type World, world } from './world';

const forever: Program = function* (process) {
  if (process.argv[1] === 'listen') listenTcp(process, 0, 9000);
  yield { ready: () => false, subscribe: () => () => {} };
  return 0;
};

let w: World;

beforeAll(async () => {
  for (const all of [programs, busyboxPrograms]) for (const program of all.values()) await program.load?.();
});

beforeEach(() => {
  w = world();
});

const host = (...argv: readonly string[]) => run(w.host, programs.get(argv[0] as string), argv);

describe('ps', () => {
  test('-ef lists all with parents and start times', () => {
    const bash = start(w.host, forever, ['-bash']);
    const master = start(w.host, nginx, ['nginx', '-g', 'daemon off;']);
    const process = new Process({
      place: w.host,
      argv: ['ps', '-ef'],
      program: programs.get('ps') as Program,
      parent: bash,
    });
    w.clock.advance(SECOND);
    expect(process.stdout).toBe(
      [
        'UID          PID    PPID  C STIME TTY          TIME CMD',
        'root        1201       1  0 08:00 pts/0    00:00:00 -bash',
        `root        ${master.pid}       1  0 08:00 ?        00:00:00 nginx: master process nginx -g daemon off;`,
        `root        ${master.pid + 1}    ${master.pid}  0 08:00 ?        00:00:00 nginx: worker process`,
        'root        1204    1201  0 08:00 pts/0    00:00:00 ps -ef\n',
      ].join('\n'),
    );
  });

  test('without options shows the terminal’s own; ax, aux, -o, -C and -p choose', () => {
    start(w.host, nginx, ['nginx', '-g', 'daemon off;']);
    expect(host('ps', '-C', 'nginx').stdout).toBe(
      '    PID TTY          TIME CMD\n   1201 ?        00:00:00 nginx\n   1202 ?        00:00:00 nginx\n',
    );
    expect(host('ps', '-C', 'nginx', '-o', 'pid=').stdout).toBe('   1201\n   1202\n');
    expect(host('ps', '-p', '1202', '-o', 'pid,ppid,comm,args').stdout).toBe(
      '    PID    PPID COMMAND         COMMAND\n   1202    1201 nginx           nginx: worker process\n',
    );
    expect(host('ps', 'ax').stdout).toContain(
      '    PID TTY      STAT   TIME COMMAND\n   1201 ?        Ss     0:00 nginx: master process',
    );
    expect(host('ps', 'aux').stdout).toContain(
      'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\nroot        1201  0.0  0.0      0     0 ?',
    );
    expect(run(w.host, busyboxPrograms.get('ps'), ['ps']).stdout).toMatch(
      /^PID {3}USER {5}TIME {2}COMMAND\n 1201 root {6}0:00 nginx: master process/,
    );
    expect(host('ps', '-eo', 'nonsense').stderr).toMatch(/^error: unknown user-defined format specifier "nonsense"\n/);
  });
});

describe('signals', () => {
  test('kill -9 ends a process and closes its sockets', () => {
    const process = start(w.host, forever, ['server', 'listen']);
    expect(w.host.net.sockets.listeners).toHaveLength(1);
    expect(host('kill', '-9', String(process.pid))).toEqual({ stdout: '', stderr: '', exitCode: 0 });
    expect(process.exitCode).toBe(137);
    expect(w.host.net.sockets.listeners).toEqual([]);
    expect(host('kill', String(1201)).stderr).toBe('bash: kill: (1201) - No such process\n');
  });

  test('pgrep finds by name, by command line, exactly; not itself', () => {
    start(w.host, forever, ['/usr/sbin/docker-proxy', '-proto', 'tcp']);
    start(w.host, nginx, ['nginx', '-g', 'daemon off;']);
    expect(host('pgrep', 'docker-proxy').stdout).toBe('1201\n');
    expect(host('pgrep', '-l', 'nginx').stdout).toBe('1202 nginx\n1203 nginx\n');
    expect(host('pgrep', '-a', 'nginx').stdout).toBe(
      '1202 nginx: master process nginx -g daemon off;\n1203 nginx: worker process\n',
    );
    expect(host('pgrep', '-f', 'proto tcp').stdout).toBe('1201\n');
    expect(host('pgrep', '-fl', 'nginx: worker').stdout).toBe('1203 nginx\n');
    expect(host('pgrep', '-x', 'ngin')).toEqual({ stdout: '', stderr: '', exitCode: 1 });
    expect(host('pgrep', '-c', 'nginx').stdout).toBe('2\n');
    expect(host('pgrep', '-o', 'nginx').stdout).toBe('1202\n');
    expect(host('pgrep', '-P', '1202').stdout).toBe('1203\n');
    expect(host('pgrep', '-d,', 'nginx').stdout).toBe('1202,1203\n');
  });

  test('pkill sends SIGTERM or what is asked for', () => {
    start(w.host, forever, ['one']);
    start(w.host, forever, ['two']);
    expect(host('pkill', 'one').exitCode).toBe(0);
    expect(host('pkill', '-KILL', '-e', 'two').stdout).toBe('two killed (pid 1202)\n');
    expect(w.host.pids.list()).toEqual([]);
  });

  test('a signal whose effect is not modelled is refused by name', () => {
    expect(host('kill', '-STOP', '1')).toEqual({
      stdout: '',
      stderr: 'bash: kill: signal STOP is not modelled by chainwalk\n',
      exitCode: 2,
    });
  });
});

describe('sleep', () => {
  test('takes no units in capitals', () => {
    const { host } = world();
    for (const programsOf of [programs, busyboxPrograms])
      expect(run(host, programsOf.get('sleep'), ['sleep', '1S'])).toMatchObject({
        stderr: expect.stringMatching(/^sleep: invalid (time interval ‘1S’|number '1S')\n/),
        exitCode: 1,
      });
  });

  test.each([
    [['1'], 1],
    [['0.5', '0.25s'], 0.75],
    [['1m'], 60],
    [['0.5h'], 1800],
    [['1e1'], 10],
  ])('%j lets time pass', (words, seconds) => {
    const process = new Process({
      place: w.host,
      argv: ['sleep', ...words],
      program: programs.get('sleep') as Program,
    });
    const begin = w.clock.now;
    w.clock.runUntil(() => !process.running);
    expect((w.clock.now - begin) / SECOND).toBeCloseTo(seconds, 3);
  });
});

describe('systemctl', () => {
  let running: Process | undefined;

  beforeEach(() => {
    running = undefined;
    const unit: Unit = {
      name: 'demo.service',
      description: 'A demonstration',
      get mainProcess() {
        return running;
      },
      *start(caller) {
        running = new Process({ place: caller.place, argv: ['/usr/bin/demo'], program: forever });
        yield { ready: () => true, subscribe: () => () => {} };
        return undefined;
      },
      *stop() {
        running?.kill('SIGTERM');
        running = undefined;
        yield { ready: () => true, subscribe: () => () => {} };
        return undefined;
      },
    };
    w.host.units.set('demo', unit);
  });

  test('starts, asks, stops', () => {
    expect(host('systemctl', 'is-active', 'demo')).toEqual({ stdout: 'inactive\n', stderr: '', exitCode: 3 });
    expect(host('systemctl', 'start', 'demo')).toEqual({ stdout: '', stderr: '', exitCode: 0 });
    expect(host('systemctl', 'is-active', 'demo.service').stdout).toBe('active\n');
    expect(host('systemctl', 'status', 'demo').stdout).toMatch(
      /^● demo\.service - A demonstration\n.*\n {5}Active: active \(running\) since Sat 2022-07-02 08:00:00 UTC; \ds ago\n {3}Main PID: \d+ \(demo\)\n/,
    );
    expect(host('systemctl', 'stop', 'demo').exitCode).toBe(0);
    expect(host('systemctl', 'status', 'demo').exitCode).toBe(3);
  });

  test.each([
    [['start', 'foo'], 'Failed to start foo.service: Unit foo.service not found.\n', 5],
    [['stop', 'foo'], 'Failed to stop foo.service: Unit foo.service not loaded.\n', 5],
    [['status', 'foo'], 'Unit foo.service could not be found.\n', 4],
    [['frobnicate'], 'Unknown command verb frobnicate.\n', 1],
    [['list-units'], 'systemctl: "list-units" is not modelled by chainwalk\n', 2],
  ])('%j', (words, stderr, exitCode) => {
    expect(host('systemctl', ...words)).toEqual({ stdout: '', stderr, exitCode });
  });
});

describe('ping', () => {
  test('counts answers and their times', () => {
    const { stdout, exitCode } = host('ping', '-c', '2', '192.168.70.1');
    expect(stdout.replace(/\d+\.\d+/g, 'N').replace(/192\.168\.70\.1/g, 'A')).toBe(
      `PING N.70.1 (N.70.1) 56(84) bytes of data.
64 bytes from N.70.1: icmp_seq=1 ttl=64 time=N ms
64 bytes from N.70.1: icmp_seq=2 ttl=64 time=N ms

--- N.70.1 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 1000ms
rtt min/avg/max/mdev = N/N/N/N ms
`.replaceAll('N.70.1', 'N.N'),
    );
    expect(exitCode).toBe(0);
  });

  test('says what is lost and what cannot be reached', () => {
    expect(host('ping', '-c', '2', '-W', '1', '192.168.70.99').stdout).toBe(
      'PING 192.168.70.99 (192.168.70.99) 56(84) bytes of data.\n\n--- 192.168.70.99 ping statistics ---\n2 packets transmitted, 0 received, 100% packet loss, time 1000ms\n\n',
    );
    expect(host('ping', '-c', '1', '192.168.70.99').stdout).toContain(
      'From 192.168.70.6 icmp_seq=1 Destination Host Unreachable\n',
    );
    expect(host('ping', '-c', '3', '-i', '0.3', '192.168.70.98').stdout).toContain(
      '3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 600ms\npipe 3\n',
    );
    expect(host('ping', '-c', '1', '10.99.0.9')).toEqual({
      stdout: '',
      stderr: 'ping: connect: Network is unreachable\n',
      exitCode: 2,
    });
    expect(host('ping')).toEqual({
      stdout: '',
      stderr: 'ping: usage error: Destination address required\n',
      exitCode: 1,
    });
  });
});

describe('ping, when every second request is lost,', () => {
  function dropEverySecond(): void {
    const everySecond = ['-m', 'statistic', '--mode', 'nth', '--every', '2', '--packet', '0'];
    host('iptables', '-A', 'OUTPUT', '-p', 'icmp', ...everySecond, '-j', 'ACCEPT');
    host('iptables', '-A', 'OUTPUT', '-p', 'icmp', '-j', 'DROP');
  }

  test('asks until as many are answered as were wanted, if it has a deadline', () => {
    dropEverySecond();
    expect(host('ping', '-c', '2', '-w', '5', '192.168.70.1').stdout).toContain(
      '3 packets transmitted, 2 received, 33.3333%',
    );
  });

  test('waits no longer after an answer than a second', () => {
    dropEverySecond();
    const begin = w.clock.now;
    host('ping', '-c', '2', '192.168.70.1');
    expect(Math.round((w.clock.now - begin) / SECOND)).toBe(2);
  });
});

describe('dmesg', () => {
  test('tells what LOG wrote, with the time since the machine started', () => {
    host('iptables', '-A', 'OUTPUT', '-j', 'LOG', '--log-prefix', 'out: ', '--log-uid');
    host('ping', '-c', '1', '192.168.70.1');
    const line =
      /^out: IN= OUT=ens33 SRC=192\.168\.70\.6 DST=192\.168\.70\.1 LEN=84 .* TYPE=8 CODE=0 ID=\d+ SEQ=1 UID=0 GID=0 \n$/;
    expect(host('dmesg', '-t').stdout).toMatch(line);
    expect(host('dmesg').stdout).toMatch(/^\[ {4}\d\.\d{6}\] out: /);
    expect(host('dmesg', '-T').stdout).toMatch(/^\[Sat Jul {2}2 08:00:\d\d 2022\] out: /);
    expect(host('dmesg', '-C').stdout).toBe('');
    expect(host('dmesg').stdout).toBe('');
    expect(host('dmesg', '-w')).toEqual({
      stdout: '',
      stderr: 'dmesg: "-w" is not modelled by chainwalk\n',
      exitCode: 2,
    });
  });
});

describe('conntrack', () => {
  test('lists connections as the real tool does', () => {
    start(w.host, nginx, ['nginx', '-g', 'daemon off;']);
    host('iptables', '-A', 'INPUT', '-m', 'conntrack', '--ctstate', 'NEW', '-j', 'ACCEPT');
    run(w.client, programs.get('curl'), ['curl', '-s', 'http://192.168.70.6/']);
    host('ping', '-c', '1', '192.168.70.1');
    const { stdout, stderr } = host('conntrack', '-L', '-o', 'extended');
    expect(stdout).toMatch(
      /^ipv4 {5}2 tcp {6}6 1\d\d TIME_WAIT src=192\.168\.70\.1 dst=192\.168\.70\.6 sport=(\d+) dport=80 src=192\.168\.70\.6 dst=192\.168\.70\.1 sport=80 dport=\1 \[ASSURED\] mark=0 use=1\nipv4 {5}2 icmp {5}1 \d\d src=192\.168\.70\.6 dst=192\.168\.70\.1 type=8 code=0 id=(\d+) src=192\.168\.70\.1 dst=192\.168\.70\.6 type=0 code=0 id=\2 mark=0 use=1\n$/,
    );
    expect(stderr).toBe('conntrack v1.4.7 (conntrack-tools): 2 flow entries have been shown.\n');
    expect(host('conntrack', '-L', '-p', 'tcp', '--dport', '80').stderr).toContain(': 1 flow entries');
    expect(host('conntrack', '-L', '-m', '0/7').stderr).toContain(': 2 flow entries');
    expect(host('conntrack', '-L', '--mark', '0x5').stderr).toContain(': 0 flow entries');
    expect(host('conntrack', '-D', '-p', 'icmp').stderr).toContain(': 1 flow entries have been deleted');
    expect(host('conntrack', '-F').stderr).toBe(
      'conntrack v1.4.7 (conntrack-tools): connection tracking table has been emptied.\n',
    );
    expect(host('conntrack', '-C').stdout).toBe('0\n');
  });
});

describe('programs whose code comes late', () => {
  test('each of them is there once it is loaded', async () => {
    for (const all of [programs, busyboxPrograms])
      for (const [name, program] of all) {
        await program.load?.();
        const process = new Process({ place: w.host, argv: [name, '--help'], program });
        w.clock.advance(SECOND);
        expect([name, process.stdout.length + process.stderr.length > 0 || process.exitCode !== undefined]).toEqual([
          name,
          true,
        ]);
      }
  });

  test('one that is run before is complained of by name', () => {
    const none = latePrograms(async () => ({}))('nothing', () => undefined);
    expect(() => new Process({ place: w.host, argv: ['nothing'], program: none })).toThrow(
      'nothing is run before its code is there: wait for its load() first',
    );
  });
});
