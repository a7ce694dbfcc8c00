/**
 * dockerd's own life: its setup at the start, and its traces after the end.
 * moby: cmd/dockerd, daemon/daemon.go (NewDaemon, restore, Shutdown), daemon_unix.go (initNetworkController).
 */
import { Process, pause, type Thread, type Wait } from '../machine';
import { MILLISECOND, SECOND } from '../network';
import { cleanUp } from './container/handleContainerEnd';
import { restoreContainer, restoreEndpoint } from './container/networking';
import { removeContainer } from './container/removeContainer';
import { idle, startContainer } from './container/startContainer';
import { waitForEnd } from './container/waitForEnd';
import { DockerError } from './dockerError';
import type { DockerEngine } from './engine';
import { chooseBackends } from './firewall/chooseBackends';
import { readLoadedDaemonJson } from './lateDaemonJson';
import { inMapOrder } from './mapOrder';
import { raiseBridge, setUpBridge } from './network/bridgeDevice';
import { loadAtStart, loadForNetwork } from './network/bridgeNetfilter';
import { createDefaultNetwork, createPlainNetwork } from './network/createNetwork';
import { readDriverOptions, readIpv6Options } from './network/driverOptions';
import { dropIpv6AtStart, forwardForNetwork, forwardingProblem, forwardPackets } from './network/forwarding';
import { type BridgeNetwork, isUserDefined } from './network/network';
import { applyNetwork } from './network/networkRules';
import { deleteNetwork, forgetNetwork } from './network/removeNetwork';

/** From the start of the process until it listens. */
const START_DURATION = 900 * MILLISECOND;
/** How long containers may take to end when dockerd does. */
const SHUTDOWN_TIMEOUT = 10 * SECOND;

/** containerd, which goes on when dockerd ends. */
export function startContainerd(engine: DockerEngine): void {
  if (engine.containerd?.running === true) return;
  engine.containerd = new Process({ place: engine.machine, argv: ['/usr/bin/containerd'], program: idle });
}

/** The process of dockerd. It is up when `engine.ready` is true; if it cannot start it writes why and ends. */
export function startDockerd(engine: DockerEngine): Process {
  engine.dockerd = new Process({
    place: engine.machine,
    argv: ['/usr/bin/dockerd', '-H', 'fd://', '--containerd=/run/containerd/containerd.sock'],
    program: (dockerd) => run(engine, dockerd),
  });
  return engine.dockerd;
}

function* run(engine: DockerEngine, dockerd: Process): Thread {
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    dockerd.handlers.set(signal, () => dockerd.spawn(shutDown(engine, dockerd)));
  dockerd.onExit(() => abandonContainers(engine, dockerd));
  const { pid } = dockerd;
  engine.journal.note('starting', pid);
  dockerd.onExit(() =>
    engine.journal.note(dockerd.exitCode === 0 ? 'stopped' : 'failed', pid, '', dockerd.stderr.trim()),
  );
  yield* pause(dockerd, START_DURATION);
  try {
    initialize(engine);
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    // What is wrong in daemon.json is said before the daemon is made.
    dockerd.stderr += error.code === 'invalid' ? `${error.message}\n` : `failed to start daemon: ${error.message}\n`;
    return 1;
  }
  engine.ready = true;
  engine.journal.note('ready', pid, '', chosenSubnet(engine));
  startByPolicy(engine);
  return yield* idle();
}

/** What dockerd says of docker0's subnet, if nobody chose it. */
function chosenSubnet({ defaultNetwork, options }: DockerEngine): string {
  return defaultNetwork === undefined || options.bridgeAddress !== undefined ? '' : defaultNetwork.pool.text;
}

/** Networks and rules, in the order in which dockerd makes them. */
function initialize(engine: DockerEngine): void {
  const { machine } = engine;
  const daemonJson = machine.files.get('/etc/docker/daemon.json');
  engine.options =
    daemonJson === undefined
      ? engine.commandLineOptions
      : readLoadedDaemonJson(daemonJson.content, engine.commandLineOptions, engine.release);
  if (engine.options.firewallBackend === 'nftables' && !engine.release.changes.has('nftablesBackend'))
    throw new DockerError('invalid', "unknown flag: --firewall-backend\nSee 'dockerd --help'.");
  engine.backends = chooseBackends(engine);
  engine.ipam.configure(engine.options.addressPools, engine.release.changes.has('takesLowestSubnet'));
  engine.events.forget();
  endLeftovers(engine);
  loadAtStart(machine.net, engine.release);
  engine.ports = engine.newPortAllocator();
  for (const backend of engine.backends) backend.start();
  dropIpv6AtStart(engine);
  forwardPackets(engine, 'ipv4');
  const problem = forwardingProblem(engine, false);
  if (problem !== undefined)
    throw new DockerError(
      'failed',
      `Error initializing network controller: error creating default "bridge" network: ${problem}`,
    );
  if (engine.networks.size === 0) {
    createPlainNetwork(engine, 'none', 'null');
    createPlainNetwork(engine, 'host', 'host');
  }
  // With containers that run, networks stay as they are. moby: daemon_unix.go (initNetworkController).
  const goesOn = [...engine.containers.values()].some(({ running }) => running);
  restoreNetworks(engine, goesOn);
  if (!goesOn) createDefaultNetwork(engine);
  restoreContainers(engine);
}

/** The rules of the networks that were there; docker0's network is then made anew, and has its rules after the others. */
function restoreNetworks(engine: DockerEngine, keepsDefault: boolean): void {
  const { machine, options, release, defaultNetwork } = engine;
  const own = [...engine.networks.values()].filter(isUserDefined).map((network) => {
    const read = readAgain(engine, network);
    engine.networks.set(network.id, read);
    return read;
  });
  const all = inMapOrder(defaultNetwork === undefined ? own : [...own, defaultNetwork], machine.chance);
  const isRemade = (network: BridgeNetwork) => network === defaultNetwork && !keepsDefault;
  for (const network of [...all].sort((a, b) => Number(isRemade(a)) - Number(isRemade(b)))) {
    setUpBridge(machine.net, machine.random, network, options.userlandProxy);
    loadForNetwork(machine.net, release, network, options);
    forwardForNetwork(engine, network);
    applyNetwork(engine, network);
    raiseBridge(machine.net, network);
  }
  if (defaultNetwork === undefined || keepsDefault) return;
  // Its subnet may be of other pools than it will be. moby: daemon_unix.go (removeDefaultBridgeInterface).
  if (options.addressPools.length > 0 && !options.liveRestore) deleteNetwork(engine, defaultNetwork);
  else forgetNetwork(engine, defaultNetwork);
}

/** Another release may read a network's options otherwise. */
function readAgain({ release }: DockerEngine, network: BridgeNetwork): BridgeNetwork {
  const { options, internal, ipv6 } = network;
  return {
    ...network,
    // What was stored of its subnet is taken for what a person asked for; seen in 20.10.
    userSubnet: network.userSubnet || !release.changes.has('dnsNames'),
    ...readDriverOptions(options, release, internal),
    ipv6: ipv6 && { ...ipv6, ...readIpv6Options(options, release, internal) },
  };
}

/** Containers that outlived a dockerd, unless they may, and those that were to be removed at their end. */
function endLeftovers(engine: DockerEngine): void {
  for (const container of engine.containers.values()) {
    const { process, config } = container;
    if (process !== undefined && !process.running) cleanUp(engine, container, process);
    else if (process !== undefined && (!engine.options.liveRestore || config.autoRemove)) {
      process.kill('SIGKILL');
      cleanUp(engine, container, process);
    }
    if (container.config.autoRemove && !container.running) removeContainer(engine, container);
  }
}

/** Containers that went on without dockerd have their ports published again. moby: libnetwork/controller.go (sandboxRestore). */
function restoreContainers(engine: DockerEngine): void {
  const running = [...engine.containers.values()].filter((container) => container.running);
  const endpoints = running.flatMap(({ sandbox }) => [...(sandbox?.endpoints.values() ?? [])]);
  for (const endpoint of inMapOrder(endpoints, engine.machine.chance)) restoreEndpoint(engine, endpoint);
  for (const container of running) restoreContainer(engine, container);
}

function startByPolicy(engine: DockerEngine): void {
  for (const container of engine.containers.values()) {
    const { name } = container.config.restartPolicy;
    if (container.status !== 'exited' || (name !== 'always' && (name !== 'unless-stopped' || container.stoppedByUser)))
      continue;
    try {
      startContainer(engine, container);
    } catch (error) {
      if (!(error instanceof DockerError)) throw error;
    }
  }
}

/** Ends all containers, and then itself. Chains and rules stay, but for those of the containers. */
function* shutDown(engine: DockerEngine, dockerd: Process): Generator<Wait, number, void> {
  engine.journal.note('stopping', dockerd.pid);
  engine.ready = false;
  if (engine.options.liveRestore) {
    dockerd.exit(0);
    return 0;
  }
  const running = [...engine.containers.values()].filter((container) => container.running);
  const processes = new Map(running.map((container) => [container, container.process]));
  for (const [container, process] of processes) process?.kill(container.stopSignal);
  const deadline = engine.machine.clock.now + SHUTDOWN_TIMEOUT;
  for (const [container, process] of processes) {
    if (yield* waitForEnd(dockerd, container, process, Math.max(0, deadline - engine.machine.clock.now))) continue;
    process?.kill('SIGKILL');
    yield* waitForEnd(dockerd, container, process);
  }
  dockerd.exit(0);
  return 0;
}

/** docker-proxy ends with dockerd, its parent (PR_SET_PDEATHSIG). */
function abandonContainers(engine: DockerEngine, dockerd: Process): void {
  engine.ready = false;
  if (engine.dockerd === dockerd) engine.dockerd = undefined;
  for (const process of engine.machine.pids.list()) if (process.parent === dockerd) process.kill('SIGTERM');
}
