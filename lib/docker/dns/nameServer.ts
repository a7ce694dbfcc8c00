/**
 * The engine's name server, 127.0.0.11 in each container of a user-defined network: dockerd's sockets in the container's network
 * namespace, under ports of chance, and rules of nat there that lead port 53 to them.
 * libnetwork: resolver.go, resolver_unix.go (reexecSetupResolver). Not modelled: that with the nftables backend the rules are nft's.
 */
import { type Process, read, type Thread, type Wait, waitFor, write } from '../../machine';
import { type NetNamespace, TcpListener, type TcpSocket, UdpSocket } from '../../network';
import { concatenate, formatIpv4 } from '../../packet';
import { DNS_CODES, DNS_TYPES, DNS_UDP_SIZE, type DnsMessage, dnsAnswer, encodeDns } from '../../packet/dns';
import { drawPort, readMessage, takeWithLength, withLength } from '../../tools/common/nameServers';
import { iptables } from '../../tools/iptables';
import type { Container, Sandbox } from '../container/container';
import type { DockerEngine } from '../engine';
import { isUserDefined } from '../network/network';
import { answerQuestion } from './answerQuestion';
import { forwardQuestion } from './forwardQuestion';
import { NAME_SERVER, nameEngine } from './resolvConf';

const ROOT = { uid: 0, gid: 0 } as const;

/** Starts a container's name server once it is in a network whose containers have names; it stays until the container ends. */
export function startNameServer(engine: DockerEngine, container: Container): void {
  const { sandbox } = container;
  const { dockerd } = engine;
  if (sandbox === undefined || dockerd === undefined || sandbox.endNameServer !== undefined) return;
  if (![...sandbox.endpoints.values()].some(({ network }) => isUserDefined(network))) return;
  nameEngine(engine, container, sandbox);
  const udp = dockerd.hold(new UdpSocket(sandbox.net, 'inet', ROOT));
  const tcp = dockerd.hold(new TcpListener(sandbox.net, 'inet', ROOT));
  listenSomewhere(engine, (port) => udp.namespace.sockets.bind(udp, NAME_SERVER, port));
  listenSomewhere(engine, (port) => tcp.listen(NAME_SERVER, port, BACKLOG));
  leadTo(engine, sandbox.net, udp.localPort, tcp.localPort);
  let ended = false;
  sandbox.endNameServer = () => {
    ended = true;
    for (const socket of [udp, tcp]) {
      dockerd.close(socket);
      socket.changed();
    }
  };
  const answer = (query: DnsMessage, most: number) => serve(engine, dockerd, sandbox, query, most);
  dockerd.spawn(serveUdp(dockerd, udp, answer, () => ended));
  dockerd.spawn(serveTcp(dockerd, tcp, answer, () => ended));
}

/** Go's listen(2). */
const BACKLOG = 4096;

function listenSomewhere({ machine }: DockerEngine, listen: (port: number) => string | undefined): void {
  while (listen(drawPort(machine.chance)) !== undefined);
}

/** The rules, as dockerd makes them by running iptables in the container's namespace. */
function leadTo({ machine }: DockerEngine, { netfilter }: NetNamespace, udp: number, tcp: number): void {
  const options = { version: machine.iptablesVersion, variant: machine.iptablesVariant };
  const run = (line: string) => iptables(netfilter, ['--wait', '-t', 'nat', ...line.split(' ')], options);
  const server = formatIpv4(NAME_SERVER);
  // They may be there from before a restart of dockerd.
  const areThere = run(`-C OUTPUT -d ${server} -j DOCKER_OUTPUT`).exitCode === 0;
  for (const hook of ['OUTPUT', 'POSTROUTING']) {
    if (areThere) run(`-F DOCKER_${hook}`);
    else {
      run(`-N DOCKER_${hook}`);
      run(`-I ${hook} -d ${server} -j DOCKER_${hook}`);
    }
  }
  for (const [protocol, port] of [
    ['tcp', tcp],
    ['udp', udp],
  ]) {
    run(`-A DOCKER_OUTPUT -d ${server} -p ${protocol} --dport 53 -j DNAT --to-destination ${server}:${port}`);
    run(`-A DOCKER_POSTROUTING -s ${server} -p ${protocol} --sport ${port} -j SNAT --to-source :53`);
  }
}

type Answer = (query: DnsMessage, most: number) => Generator<Wait, Uint8Array | undefined, void>;

/** Each question has a thread of its own: one that is passed on keeps no other waiting. */
function* serveUdp(dockerd: Process, socket: UdpSocket, answer: Answer, ended: () => boolean): Thread {
  for (;;) {
    yield* waitFor(dockerd, [socket], () => ended() || socket.received.length > 0);
    if (ended()) return 0;
    for (const { source, sourcePort, payload } of socket.received.splice(0)) {
      const query = readMessage(payload);
      if (query === undefined || query.response) continue;
      const room = query.additionals.find(({ type }) => type === DNS_TYPES.OPT)?.class ?? 0;
      const reply = function* (): Thread {
        const bytes = yield* answer(query, Math.max(room, DNS_UDP_SIZE));
        if (bytes !== undefined && !ended()) socket.sendTo(source, sourcePort, bytes, NAME_SERVER);
        return 0;
      };
      dockerd.spawn(reply());
    }
  }
}

function* serveTcp(dockerd: Process, listener: TcpListener, answer: Answer, ended: () => boolean): Thread {
  for (;;) {
    yield* waitFor(dockerd, [listener], () => ended() || listener.queueLength > 0);
    if (ended()) return 0;
    const socket = listener.accept();
    if (socket !== undefined) dockerd.spawn(serveConnection(dockerd, dockerd.hold(socket), answer));
  }
}

const LARGEST = 0xffff;

function* serveConnection(dockerd: Process, socket: TcpSocket, answer: Answer): Thread {
  let got: Uint8Array = new Uint8Array();
  for (;;) {
    const data = yield* read(dockerd, socket);
    if (typeof data === 'string' || data.length === 0) break;
    got = concatenate(got, data);
    const message = takeWithLength(got);
    if (message === undefined) continue;
    got = got.subarray(2 + message.length);
    const query = readMessage(message);
    const bytes = query === undefined ? undefined : yield* answer(query, LARGEST);
    if (bytes !== undefined && (yield* write(dockerd, socket, withLength(bytes))) !== undefined) break;
  }
  dockerd.close(socket);
  return 0;
}

/** From what the engine knows, or from the servers that it was given. An answer that does not fit says that it was cut. */
function* serve(
  engine: DockerEngine,
  dockerd: Process,
  sandbox: Sandbox,
  query: DnsMessage,
  most: number,
): Generator<Wait, Uint8Array | undefined, void> {
  const known = answerQuestion(engine, sandbox, query);
  const answer = known ?? (yield* forwardQuestion(engine, dockerd, sandbox, query)) ?? failure(engine, query);
  if (answer === undefined) return undefined;
  const bytes = encodeDns(answer);
  return bytes.length <= most ? bytes : encodeDns(cut(answer, most));
}

/** Until 24 nobody is told that no server has answered. */
function failure({ release }: DockerEngine, query: DnsMessage): DnsMessage | undefined {
  return release.changes.has('answersFailure') ? dnsAnswer(query, DNS_CODES.SERVFAIL) : undefined;
}

/** As many records as fit. libnetwork: truncateResp. */
function cut(answer: DnsMessage, most: number): DnsMessage {
  for (let count = answer.answers.length - 1; count > 0; count--) {
    const shorter = { ...answer, truncated: true, answers: answer.answers.slice(0, count) };
    if (encodeDns(shorter).length <= most) return shorter;
  }
  return { ...answer, truncated: true, answers: [] };
}
