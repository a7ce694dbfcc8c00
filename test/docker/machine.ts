/** A machine with Docker on it, and a way to type commands there. */
import { beforeAll } from 'vitest';
import { type DockerEngine, type InstallOptions, installDocker, type RunShell } from '../../lib/docker';
import { docker } from '../../lib/docker/command/docker';
import { packagePrograms } from '../../lib/docker/command/installEngine';
import { loadFirewall } from '../../lib/docker/firewall/lateFirewall';
import { iptablesOf } from '../../lib/docker/install';
import { loadDaemonJson } from '../../lib/docker/lateDaemonJson';
import { wire } from '../../lib/lab/wire';
import { Machine, Process, type Program } from '../../lib/machine';
import { Clock, Random, SECOND } from '../../lib/network';
import { type CommandResult, programs } from '../../lib/tools';
import { loadPrograms } from '../tools/loaded';

// A command here runs at once, without a shell that loads it.
beforeAll(loadFirewall);
beforeAll(loadDaemonJson);
loadPrograms();

export interface DockerMachine {
  readonly machine: Machine;
  readonly client: Machine;
  readonly engine: DockerEngine;
  /** What dockerd asked of iptables, and the exit codes: `iptables --wait -L -n\t=> 0`. */
  readonly iptablesCalls: string[];
  /** Runs a command to its end; words are split at spaces, and quoted ones kept together. */
  run(line: string, place?: Machine): CommandResult;
  start(): string | undefined;
  stop(): string | undefined;
}

export function dockerMachine(options: InstallOptions = {}, runShell?: RunShell): DockerMachine {
  const clock = new Clock();
  const random = new Random(7);
  const startedAt = Date.UTC(2022, 6, 2, 8);
  const machine = new Machine({ name: 'host', hostname: 'host', clock, random, startedAt, lastPid: 1200 });
  const client = new Machine({ name: 'client', hostname: 'client', clock, random, startedAt, lastPid: 500 });
  wire(machine.net, client.net);
  const iptablesCalls: string[] = [];
  const runIptables = iptablesOf(machine);
  const engine = installDocker(machine, runShell, {
    runIptables: (argv) => {
      const result = runIptables(argv);
      iptablesCalls.push(`iptables ${argv.join(' ')}\t=> ${result.exitCode}`);
      return result;
    },
    ...options,
  });
  const typed: Program = (process) => docker({ engine, process });
  const commands = new Map([...programs, ...packagePrograms(engine), ['docker', typed]]);

  const runProgram = (argv: readonly string[], place: Machine): CommandResult => {
    const program = commands.get(argv[0] ?? '');
    if (program === undefined) throw new RangeError(`no program ${argv[0]}`);
    const process = new Process({ place, argv, program });
    clock.runUntil(() => !process.running, clock.now + 1000 * SECOND);
    if (process.running) throw new Error(`${argv.join(' ')} does not end`);
    clock.advance(SECOND);
    return { stdout: process.stdout, stderr: process.stderr, exitCode: process.exitCode ?? -1 };
  };

  const runUnit = (act: 'start' | 'stop'): string | undefined => {
    let error: string | undefined;
    const process = new Process({
      place: machine,
      argv: ['systemctl', act, 'docker'],
      program: function* (caller) {
        error = yield* machine.units.get('docker')![act](caller);
        return 0;
      },
    });
    clock.runUntil(() => !process.running, clock.now + 100 * SECOND);
    clock.advance(SECOND);
    return error;
  };

  return {
    machine,
    client,
    engine,
    iptablesCalls,
    run: (line, place = machine) =>
      runProgram(
        [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
        place,
      ),
    start: () => runUnit('start'),
    stop: () => runUnit('stop'),
  };
}

/** With the article's first container, published. */
export function started(): DockerMachine {
  const docker = dockerMachine();
  docker.start();
  docker.run('docker run -d --name ng1 -p 8001:80 lkarrie/nginx1');
  return docker;
}

/** What a line prints, and its exit code, without random identifiers. */
export function said(docker: DockerMachine, line: string): string {
  const { stdout, stderr, exitCode } = docker.run(line);
  return `${stdout}${stderr}${exitCode}`.replace(/[0-9a-f]{64}/g, 'ID');
}
