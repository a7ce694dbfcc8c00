/** A row of `iptables -L -n -v` as the options that made it. What cannot be turned back stands in it as `-m unknown --text "…"`. */
export interface ListedRule {
  readonly protocol: string;
  readonly fragment: string;
  readonly input: string;
  readonly output: string;
  readonly source: string;
  readonly destination: string;
  readonly target: string | undefined;
  readonly rest: string;
}

/** By what a match or a target prints, the options of it; `$1` is the first group. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^\/\* (.*?) \*\//, '-m comment --comment "$1"'],
  [/^(tcp|udp|sctp) dpt:(!?)(\S+)/, '-m $1 $2 --dport $3'],
  [/^(tcp|udp|sctp) dpts:(!?)(\S+)/, '-m $1 $2 --dport $3'],
  [/^(tcp|udp|sctp) spt:(!?)(\S+)/, '-m $1 $2 --sport $3'],
  [/^(tcp|udp|sctp) spts:(!?)(\S+)/, '-m $1 $2 --sport $3'],
  [/^(?:tcp )?dpt:(!?)(\S+)/, '$1 --dport $2'],
  [/^(?:tcp )?spt:(!?)(\S+)/, '$1 --sport $2'],
  [/^(?:tcp )?flags:(!?)(0x[0-9A-Fa-f]{2})\/(0x[0-9A-Fa-f]{2})/, '-m tcp $1 --tcp-flags $2 $3'],
  [/^(tcp|udp)(?= |$)/, ''],
  [/^icmptype (!?)(\d+)(?: code (\d+))?/, '-m icmp $1 --icmp-type $2/$3'],
  [/^icmp (!?)([a-z-]+)(?= |$)/, '-m icmp $1 --icmp-type $2'],
  [/^! ?ctstate (\S+)/, '-m conntrack ! --ctstate $1'],
  [/^ctstate (\S+)/, '-m conntrack --ctstate $1'],
  [/^ctorigdstport (\S+)/, '-m conntrack --ctorigdstport $1'],
  [/^ctorigdst (\S+)/, '-m conntrack --ctorigdst $1'],
  [/^ctstatus (\S+)/, '-m conntrack --ctstatus $1'],
  [/^ctdir (\S+)/, '-m conntrack --ctdir $1'],
  [/^state (\S+)/, '-m state --state $1'],
  [/^ADDRTYPE match ((?:!?(?:src|dst)-type !?\S+ ?)+)/, '-m addrtype $1'],
  [/^multiport (s|d)ports (!?)(\S+)/, '-m multiport $2 --$1ports $3'],
  [/^multiport ports (!?)(\S+)/, '-m multiport $1 --ports $2'],
  [/^limit: (?:up to|avg) (\S+) burst (\d+)/, '-m limit --limit $1 --limit-burst $2'],
  [/^mark match (!?)(0x[0-9a-f]+\/0x[0-9a-f]+|0x[0-9a-f]+)/, '-m mark $1 --mark $2'],
  [/^CONNMARK match (!?)(0x[0-9a-f]+\/0x[0-9a-f]+|0x[0-9a-f]+)/i, '-m connmark $1 --mark $2'],
  [/^! match-set (\S+) (\S+)/, '-m set ! --match-set $1 $2'],
  [/^match-set (\S+) (\S+)/, '-m set --match-set $1 $2'],
  [/^source IP range (\S+)/, '-m iprange --src-range $1'],
  [/^destination IP range (\S+)/, '-m iprange --dst-range $1'],
  [/^PKTTYPE (=|!=) (\S+)/, '-m pkttype --pkt-type $2'],
  [/^STRING match\s+"(.*?)" ALGO name (\w+)/, '-m string --string "$1" --algo $2'],
  [/^owner UID match (\d+)/, '-m owner --uid-owner $1'],
  [/^MAC\s*(!?)((?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2})/, '-m mac $1 --mac-source $2'],
  [/^length (\d+(?::\d+)?)/, '-m length --length $1'],
  [/^statistic mode random probability (\S+)/, '-m statistic --mode random --probability $1'],
  [/^PHYSDEV match(.*?)(?=$)/, '-m physdev $1'],
];

/** The same of targets: by the target's name. */
const TARGETS: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  DNAT: [
    [/^to:(\S+)/, '--to-destination $1'],
    [/^random(?= |$)/, '--random'],
    [/^persistent/, '--persistent'],
  ],
  SNAT: [
    [/^to:(\S+)/, '--to-source $1'],
    [/^random(?= |$)/, '--random'],
  ],
  MASQUERADE: [
    [/^masq ports: (\S+)/, '--to-ports $1'],
    [/^random-fully/, '--random-fully'],
    [/^random(?= |$)/, '--random'],
  ],
  REDIRECT: [[/^redir ports (\S+)/, '--to-ports $1']],
  REJECT: [[/^reject-with (\S+)/, '--reject-with $1']],
  MARK: [
    [/^MARK set (\S+)/, '--set-mark $1'],
    [/^MARK xset (\S+)/, '--set-xmark $1'],
    [/^MARK or (\S+)/, '--or-mark $1'],
    [/^MARK and (\S+)/, '--and-mark $1'],
  ],
  CONNMARK: [
    [/^CONNMARK set (\S+)/, '--set-mark $1'],
    [/^CONNMARK restore/, '--restore-mark'],
    [/^CONNMARK save/, '--save-mark'],
  ],
  LOG: [
    [/^LOG flags \d+ level (\d+)/, '--log-level $1'],
    [/^prefix "(.*?)"/, '--log-prefix "$1"'],
  ],
  NFLOG: [
    [/^nflog-prefix (?:"(.*?)"|(\S+))/, '--nflog-prefix "$1$2"'],
    [/^nflog-group (\d+)/, '--nflog-group $1'],
  ],
  TCPMSS: [
    [/^TCPMSS clamp to PMTU/, '--clamp-mss-to-pmtu'],
    [/^TCPMSS set (\d+)/, '--set-mss $1'],
  ],
  CT: [[/^(?:CT )?notrack/i, '--notrack']],
};

const ANYWHERE = ['0.0.0.0/0', '::/0', 'anywhere', ''];
const PROTOCOLS: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'ipv6-icmp' };

/** The options as `iptables-save` would write them. */
export function listedOptions(row: ListedRule): string {
  const protocol = PROTOCOLS[row.protocol] ?? row.protocol;
  const { conditions, action } = readRest(row.rest, row.target);
  const goto = /\[goto\]/.test(row.rest);
  return [
    negated('-s', row.source, ANYWHERE),
    negated('-d', row.destination, ANYWHERE),
    negated('-i', row.input, ['*', 'any']),
    negated('-o', row.output, ['*', 'any']),
    negated('-p', protocol, ['all', '0']),
    row.fragment === '-f' ? '-f' : row.fragment === '!f' ? '! -f' : '',
    ...conditions,
    row.target === undefined ? '' : `${goto ? '-g' : '-j'} ${row.target}`,
    ...action,
  ]
    .filter((part) => part !== '')
    .join(' ')
    .replace(/ {2,}/g, ' ');
}

function negated(option: string, value: string, every: readonly string[]): string {
  const invert = value.startsWith('!');
  const plain = invert ? value.slice(1) : value;
  return every.includes(plain) ? '' : `${invert ? '! ' : ''}${option} ${plain}`;
}

function readRest(
  rest: string,
  target: string | undefined,
): { readonly conditions: readonly string[]; readonly action: readonly string[] } {
  const conditions: string[] = [];
  const action: string[] = [];
  const own = target !== undefined && Object.hasOwn(TARGETS, target) ? (TARGETS[target] ?? []) : [];
  let unknown = '';
  for (let text = rest.replace(/\s*\[goto\]\s*/, ' ').trim(); text !== ''; ) {
    const found = firstMatch(PATTERNS, text);
    const ofTarget = found === undefined ? firstMatch(own, text) : undefined;
    const [length, options] = found ?? ofTarget ?? [0, ''];
    if (length === 0) {
      const [word = ''] = /^\S+\s*/.exec(text) ?? [];
      unknown += word;
      text = text.slice(word.length);
      continue;
    }
    if (ofTarget === undefined) conditions.push(options);
    else action.push(options);
    text = text.slice(length).trimStart();
  }
  if (unknown !== '') conditions.push(`-m unknown --text "${unknown.trim().replace(/["\\]/g, '')}"`);
  return { conditions, action };
}

function firstMatch(
  patterns: readonly (readonly [RegExp, string])[],
  text: string,
): readonly [length: number, options: string] | undefined {
  for (const [pattern, template] of patterns) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const options = template.replace(/"?\$(\d)/g, (whole, group: string) => {
      const value = match[Number(group)] ?? '';
      return whole.startsWith('"') ? `"${value.replace(/["\\]/g, '\\$&')}` : value;
    });
    return [match[0].length, tidy(options)];
  }
  return undefined;
}

/** `!` before an option, no empty ICMP code, and address types as options. */
function tidy(options: string): string {
  return options
    .replace(/\/(?= |$)/, '')
    .replace(/(?<=^-m addrtype .*)(!?)(src|dst)-type (!?)(\S+)/g, (_, before, side, inner, type) =>
      `${before}${inner}` === '' ? `--${side}-type ${type}` : `! --${side}-type ${type}`,
    )
    .replace(/ +/g, ' ')
    .trim();
}
