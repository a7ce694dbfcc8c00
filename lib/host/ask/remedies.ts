/** What would change the fate of a request: the nearest edits, to be tried on a copy. */

import type { JourneyStep } from '../../lab/observe/journey';
import { formatIpv4, isLoopback } from '../../packet';
import type { HostMachines } from '../build';
import { isForwardedByNat } from './notes';
import { isReply } from './packetWords';
import type { FirstAnswer } from './why';

/** An edit that may help. */
export interface Candidate {
  readonly command: string;
  readonly why: string;
  /** The fate that it is meant to bring about: `delivered`, unless it closes something. */
  readonly closes?: boolean;
  /** It stands alone, or for the answers with a rule besides: nothing else is added to make it work. */
  readonly alone?: boolean;
}

/** Chains that Docker makes anew, or writes into: a rule of one's own belongs before them. */
const DOCKERS = /^(?:FORWARD|DOCKER|DOCKER-(?:ISOLATION-STAGE-[12]|FORWARD|CT|BRIDGE|INTERNAL))$/;

/** Candidates, the nearest first. */
export function candidatesFor(answer: FirstAnswer, machines: HostMachines): readonly Candidate[] {
  const { fate, by, ending } = answer;
  if (fate === 'delivered' || by === undefined) return forDelivered(answer, machines);
  if (by.backend === 'iptables') return forIptables(answer, machines);
  if (by.backend === 'nft') return forNft(answer);
  const { text } = by;
  if (text.startsWith('rp_filter on ')) {
    const device = ending.path?.journey.in ?? 'all';
    return [
      {
        command: `sysctl -w net.ipv4.conf.${device}.rp_filter=2`,
        why: 'loose: the source has to be reachable, by whatever interface',
      },
      ...policyRouting(answer, machines),
    ];
  }
  if (text.includes('does not forward'))
    return [{ command: 'sysctl -w net.ipv4.ip_forward=1', why: 'lets the host forward packets' }];
  if (/MTU/.test(text))
    return [
      {
        command: 'iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu',
        why: 'offers segments that fit; or create the network with com.docker.network.driver.mtu',
      },
    ];
  return [];
}

/** What asks for the request at hand, as its packet was where it was decided. */
function conditionsOf({ ending, exchange, question }: FirstAnswer, input: boolean): string {
  const step = ending.path?.journey.steps.at(-1);
  if (step === undefined) return '';
  const [address = '', port] = step.destination.split(':');
  const { protocol } = exchange.resolved;
  const ports = port === undefined || protocol === 'icmp' ? '' : ` --dport ${port}`;
  const to = input || question.to.startsWith('127.') ? '' : `-d ${address} `;
  return `${step.in === '' ? '' : `-i ${step.in} `}${step.out === '' ? '' : `-o ${step.out} `}${to}-p ${protocol}${ports}`;
}

function forIptables(answer: FirstAnswer, machines: HostMachines): readonly Candidate[] {
  const { by, ending, exchange } = answer;
  const host = machines.host.net.name;
  const first = exchange.paths.find(({ journey }) => journey.namespace === host);
  const { path } = ending;
  const step = path?.journey.steps.at(-1);
  if (by === undefined || path === undefined || first === undefined || step === undefined) return [];
  const reply = path !== first && isReply(path, first);
  const table = by.table === 'filter' ? '' : `-t ${by.table} `;
  const hasUser = machines.host.net.netfilter.tables.get('filter')?.chains.has('DOCKER-USER') ?? false;
  const own = by.table === 'filter' && hasUser && DOCKERS.test(by.chain) ? 'DOCKER-USER' : by.chain;
  const place = own === by.chain && by.rule > 0 ? ` ${by.rule}` : '';
  const insert = by.rule === 0 && own === by.chain ? '-A' : '-I';
  const input = step.hook === 'INPUT';
  const condition = reply
    ? `${step.out === '' ? `-i ${step.in}` : `-o ${step.out}`} -m conntrack --ctstate RELATED,ESTABLISHED`
    : by.table === 'raw'
      ? `-d ${step.destination.split(':')[0]} -i ${step.in}`
      : conditionsOf(answer, input);
  const candidates: Candidate[] = [
    {
      command: `iptables ${table}${insert} ${own}${insert === '-I' ? place : ''} ${condition} -j ACCEPT`.replace(
        / +/g,
        ' ',
      ),
      why: reply ? 'lets the answers in' : 'lets the request through before it is decided',
    },
  ];
  if (input && by.table === 'filter')
    candidates.push({
      command: `iptables -I ${by.chain}${by.rule > 0 ? ` ${by.rule}` : ''} -i ${step.in} -j ACCEPT`,
      why: 'lets all in that comes by this interface',
    });
  if (by.rule > 0)
    candidates.push({
      command: `iptables ${table}-D ${by.chain} ${by.rule}`.replace(/ +/g, ' '),
      why: 'takes the rule away',
      alone: true,
    });
  if (!reply && step.hook === 'FORWARD') candidates.push(...forPublished(answer, step, own, machines));
  if (step.in === step.out && by.table === 'filter')
    candidates.push({
      command: 'sysctl -w net.bridge.bridge-nf-call-iptables=0',
      why: 'what goes from port to port of a bridge is not shown to iptables',
    });
  return candidates;
}

/** What was translated has another port by now than the one that the client, and many a rule, asks for. */
function forPublished(
  { exchange: { resolved } }: FirstAnswer,
  step: JourneyStep,
  chain: string,
  { host }: HostMachines,
): readonly Candidate[] {
  const [address, port] = step.destination.split(':');
  if (port === undefined || Number(port) === resolved.to.port) return [];
  const { protocol } = resolved;
  const ufw = host.net.netfilter.tables.get('filter')?.chains.has('ufw-user-forward') ?? false;
  const allow: Candidate = {
    command: `iptables -A ufw-user-forward -d ${address} -p ${protocol} --dport ${port} -j ACCEPT`,
    why: `what \`ufw route allow proto ${protocol} from any to ${address} port ${port}\` writes`,
    alone: true,
  };
  return [
    ...(ufw ? [allow] : []),
    {
      command: `iptables -I ${chain} -p ${protocol} -m conntrack --ctorigdstport ${resolved.to.port} -j ACCEPT`,
      why: `matches the port that the client asked for: by now it is ${port}`,
    },
  ];
}

function forNft(answer: FirstAnswer): readonly Candidate[] {
  const { by, ending } = answer;
  const journey = ending.path?.journey;
  const step = journey?.steps.at(-1);
  if (by === undefined || journey === undefined || step === undefined) return [];
  const chain = baseChainOf(step.chain, journey.steps);
  const at = `${by.table} ${chain}`;
  const [address = '', port] = step.destination.split(':');
  const { protocol } = answer.exchange.resolved;
  const ports = port === undefined || protocol === 'icmp' ? '' : ` ${protocol} dport ${port}`;
  const answers = `nft insert rule ${at} ct state established,related accept`;
  const candidates: Candidate[] = [];
  if (by.table === 'inet firewalld' && step.in !== '')
    candidates.push({
      command: `nft insert rule ${by.table} ${chain}_ZONES iifname "${step.in}" accept`,
      why: `what \`firewall-cmd --permanent --zone=docker --add-interface=${step.in}\` brings about, with firewalld’s zone for Docker`,
    });
  if (step.hook === 'FORWARD' && journey.translations.some(({ field }) => field === 'destination'))
    candidates.push({
      command: `nft insert rule ${at} ct status dnat accept\n${answers}`,
      why: 'lets all published ports through, and their answers',
    });
  if (step.in === 'lo')
    candidates.push({
      command: `nft insert rule ${at} iif lo accept\n${answers}`,
      why: 'lets the host speak with itself, and hear answers',
    });
  if (step.in !== '' && step.in !== 'lo')
    candidates.push({
      command: `nft insert rule ${at} iifname "${step.in}"${ports} accept\n${answers}`,
      why: 'lets what comes by this interface through, and the answers',
    });
  if (step.hook === 'FORWARD')
    candidates.push({
      command: `nft insert rule ${at} ip daddr ${address}${ports} accept\n${answers}`,
      why: 'lets this request through, and its answers',
    });
  return candidates;
}

/** The chain at the hook that led to where it was decided. */
function baseChainOf(chain: string, steps: FirstAnswer['exchange']['paths'][number]['journey']['steps']): string {
  const last = steps.at(-1);
  const first = steps.find(({ table, hook }) => table === last?.table && hook === last?.hook);
  return first?.chain ?? chain;
}

/** Packets of a connection are routed by the interface that the connection came in by. */
function policyRouting({ exchange }: FirstAnswer, machines: HostMachines): readonly Candidate[] {
  const first = exchange.paths.find(({ journey }) => journey.namespace === machines.host.net.name);
  const uplink = first?.journey.in ?? '';
  const table = machines.plan.rules.flatMap(({ action }) => (typeof action === 'object' ? [action.lookup] : []));
  const own = table.find((name) =>
    machines.plan.routes.some((route) => route.table === name && route.device === uplink && name !== 'main'),
  );
  const bridge = first?.journey.out;
  if (own === undefined || bridge === undefined || bridge === '') return [];
  return [
    {
      command: [
        `iptables -t mangle -A PREROUTING -i ${uplink} -m conntrack --ctstate NEW -j CONNMARK --set-mark 2`,
        `iptables -t mangle -A PREROUTING -i ${bridge} -j CONNMARK --restore-mark`,
        `ip rule add fwmark 2 lookup ${own}`,
      ].join('\n'),
      why: `marks connections that come in by ${uplink}, and routes their answers back by it`,
    },
  ];
}

/** Where rules of one's own about forwarded packets belong. */
function userChain({ host }: HostMachines): string {
  const chains = host.net.netfilter.tables.get('filter')?.chains;
  return chains?.has('DOCKER-USER') === true ? 'DOCKER-USER' : 'FORWARD';
}

/** What was delivered by a way that somebody may not want, and what would mend that. */
function forDelivered(answer: FirstAnswer, machines: HostMachines): readonly Candidate[] {
  const { exchange, notes, question } = answer;
  const { resolved } = exchange;
  const address = formatIpv4(resolved.to.address);
  const candidates: Candidate[] = [];
  if (notes.some((note) => note.startsWith('The flow is known')))
    candidates.push({
      command: `conntrack -D -p ${resolved.protocol} --orig-port-dst ${resolved.to.port}`,
      why: 'forgets the flow, so that nat is asked again',
    });
  if (notes.some((note) => note.startsWith('The answer leaves by')))
    candidates.push(...policyRouting(answer, machines));
  if (exchange.outcome === undefined && notes.some((note) => note.startsWith('Its state is INVALID')))
    candidates.push({
      command: 'iptables -I FORWARD -m conntrack --ctstate INVALID -j DROP',
      why: 'drops what belongs to no connection, before it leaves with an address of its own',
      closes: true,
    });
  if (resolved.from.kind === 'outside' && isLoopback(resolved.to.address))
    candidates.push({
      command: `iptables -t raw -A PREROUTING -d ${address} ! -i lo -p ${resolved.protocol} --dport ${resolved.to.port} -j DROP`,
      why: 'closes it, as engines from 28 do',
      closes: true,
    });
  const uplink = resolved.from.uplink;
  if (uplink !== undefined && isForwardedByNat(exchange, machines) && !isLoopback(resolved.to.address))
    candidates.push({
      command: `iptables -I ${userChain(machines)} -i ${uplink} -p ${resolved.protocol} -m conntrack --ctorigdstport ${resolved.to.port} --ctdir ORIGINAL -j DROP`,
      why: `closes the published port to what comes in by ${uplink}: INPUT is not asked, FORWARD is`,
      closes: true,
    });
  if (resolved.from.kind === 'outside' && machines.containerOf(address) !== undefined && question.from.includes('.'))
    candidates.push({
      command: `iptables -t raw -A PREROUTING -d ${address} ! -i ${machines.containerOf(address)?.plan.endpoints[0]?.bridge} -j DROP`,
      why: 'closes the container’s own address to what does not come by its bridge, as engines from 28 do',
      closes: true,
    });
  return candidates;
}
