/**
 * The script that prints what is needed of a host. It reads only: it asks for no table, and calls no program, whose kernel
 * module would have to be loaded for it, and what is found inside of containers is their addresses, routes and listeners, never
 * their environment.
 */

const SCRIPT = `#!/bin/sh
# Prints what decides about this host's packets. Run it as root: sh collect.sh > host.txt
# It reads only. It loads no kernel module, writes no file and no setting.
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
place=host

has() { command -v "$1" >/dev/null 2>&1; }

# Whether a part of the kernel is there already, and has such a function: a program that needs it would load it.
there() {
  [ -d "/sys/module/$1" ] || grep -q "^$1 " /proc/modules 2>/dev/null ||
    grep -qs "/$1\\.ko" "/lib/modules/$(uname -r)/modules.builtin" || grep -qs " $2" /proc/kallsyms
}

# A section: the command, and what it prints.
run() {
  if ! has "$1"; then missing "$*" "there is no $1"; return 1; fi
  printf '#### %s$ %s\\n' "$place" "$*"
  "$@" 2>/dev/null || missing "$*" "it failed"
}

missing() { printf '#### not read: %s (%s)\\n' "$1" "$2"; printf 'collect: not read: %s (%s)\\n' "$1" "$2" >&2; }

# iptables of either kind. The legacy tables that are in use stand in a file of /proc, and nft's in nf_tables.
save() {
  has "$1" || return 0
  case "$("$1" -V 2>/dev/null)" in
  *nf_tables*) there nf_tables nft_register_chain_type && run "$1" -c ;;
  *) for table in $(cat "$2" 2>/dev/null); do run "$1" -c -t "$table"; done ;;
  esac
  return 0
}

# Listeners as the kernel's files have them: no module is needed for that.
listeners() {
  printf '#### %s$ ss -lntup\\n' "$place"
  for protocol in tcp udp; do
    awk -v protocol="$protocol" '
      function hex(text, n, i) { n = 0; for (i = 1; i <= length(text); i++) n = n * 16 + index("0123456789ABCDEF", substr(text, i, 1)) - 1; return n }
      NR > 1 && (protocol == "tcp" ? $4 == "0A" : $4 == "07") {
        split($2, end, ":"); a = end[1]; if (length(a) == 32) a = (a ~ /^0+$/) ? "00000000" : substr(a, 25)
        printf "%s %s 0 0 %d.%d.%d.%d:%d 0.0.0.0:*\\n", protocol, (protocol == "tcp" ? "LISTEN" : "UNCONN"), hex(substr(a, 7, 2)), hex(substr(a, 5, 2)), hex(substr(a, 3, 2)), hex(substr(a, 1, 2)), hex(end[2])
      }' "$1/net/$protocol" "$1/net/\${protocol}6" 2>/dev/null
  done | sort -u
}

# The command lines of docker-proxy.
proxies() {
  printf '#### host$ ps -ef\\n'
  for file in /proc/[0-9]*/cmdline; do
    { tr '\\000' ' ' <"$file"; } 2>/dev/null | grep -a '^[^ ]*docker-proxy -proto' | sed 's/ -use-listen-fd//'
  done
  return 0
}

links() {
  if ip -d addr show dev lo >/dev/null 2>&1; then run ip -d addr; else run ip addr; fi
}

collect() {
  run date -u '+%Y-%m-%dT%H:%M:%SZ'
  save iptables-legacy-save /proc/net/ip_tables_names
  save iptables-nft-save /proc/net/ip_tables_names
  has iptables-legacy-save || save iptables-save /proc/net/ip_tables_names
  save ip6tables-legacy-save /proc/net/ip6_tables_names
  save ip6tables-nft-save /proc/net/ip6_tables_names
  has ip6tables-legacy-save || save ip6tables-save /proc/net/ip6_tables_names
  if there nf_tables nft_register_chain_type; then run nft list ruleset; fi
  if there ip_set ip_set_type_register; then run ipset save; fi
  links
  if has bridge; then run bridge -d link; run bridge vlan; fi
  run ip route show table all
  run ip rule
  run ip neigh
  printf '#### host$ sysctl -a\\n'
  sysctl -a 2>/dev/null | grep '^net\\.'
  if [ -r /proc/net/nf_conntrack ]; then run cat /proc/net/nf_conntrack
  elif there nf_conntrack_netlink ctnetlink_; then run conntrack -L
  else missing 'conntrack -L' 'its module is not loaded'; fi
  listeners /proc/self
  proxies
  if has docker; then
    if docker ps -q >/dev/null 2>&1; then containers; else missing 'docker' 'it does not answer'; fi
  fi
}

containers() {
  run docker version
  # shellcheck disable=SC2046 # each is a word
  run docker network inspect $(docker network ls -q)
  for id in $(docker ps -q); do
    name=$(docker inspect --format '{{.Name}}' "$id") && name=\${name#/}
    printf '#### host$ docker inspect %s\\n' "$id"
    docker inspect --format '{"Id":{{json .Id}},"Name":{{json .Name}},"State":{"Running":{{json .State.Running}}},"NetworkSettings":{{json .NetworkSettings}}}' "$id"
    pid=$(docker inspect --format '{{.State.Pid}}' "$id")
    case "$(docker inspect --format '{{.HostConfig.NetworkMode}}' "$id")" in host | container:*) continue ;; esac
    place="container $name"
    if has nsenter; then
      for object in addr route; do
        printf '#### %s$ ip %s\\n' "$place" "$object"
        nsenter -t "$pid" -n ip "$object" 2>/dev/null || missing "ip $object in $name" "it failed"
      done
    fi
    listeners "/proc/$pid"
    place=host
  done
}
`;

const PLAIN = `
collect
`;

const REDACTED = `
# Names to hide: longer ones first, so that no part of one is replaced before the whole.
names() {
  hostname
  if has docker; then docker ps --format '{{.Names}}'; docker network ls --format '{{.Name}}'; fi 2>/dev/null
}

secret=$(names | awk 'length($0) > 2 && $0 !~ /^(host|bridge|none)$/ { print length($0), $0 }' | sort -rn | cut -d' ' -f2- | tr '\\n' ' ')

collect | awk -v secret="$secret" '
  function private(a, b) { return a == 10 || a == 127 || a == 0 || a >= 224 || (a == 172 && b >= 16 && b < 32) || (a == 192 && b == 168) || (a == 169 && b == 254) || (a == 100 && b >= 64 && b < 128) || (a == 255) }
  function address(text, part, net) {
    split(text, part, ".")
    if (part[1] > 255 || part[2] > 255 || part[3] > 255 || part[4] > 255 || private(part[1] + 0, part[2] + 0)) return text
    net = part[1] "." part[2] "." part[3]
    if (!(net in nets)) { nets[net] = "198." (18 + int(count / 256) % 2) "." (count % 256); count++ }
    return nets[net] "." part[4]
  }
  function addresses(line, out, found) {
    out = ""
    while (match(line, /[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+/)) {
      found = substr(line, RSTART, RLENGTH)
      out = out substr(line, 1, RSTART - 1) address(found)
      line = substr(line, RSTART + RLENGTH)
    }
    return out line
  }
  function hardware(line, out, found) {
    out = ""
    while (match(line, /[0-9a-f][0-9a-f](:[0-9a-f][0-9a-f])(:[0-9a-f][0-9a-f])(:[0-9a-f][0-9a-f])(:[0-9a-f][0-9a-f])(:[0-9a-f][0-9a-f])/)) {
      found = substr(line, RSTART, RLENGTH)
      if (found != "00:00:00:00:00:00" && found != "ff:ff:ff:ff:ff:ff") {
        if (!(found in macs)) { macs[found] = sprintf("02:00:00:00:%02x:%02x", int(stations / 256), stations % 256); stations++ }
        found = macs[found]
      }
      out = out substr(line, 1, RSTART - 1) found
      line = substr(line, RSTART + RLENGTH)
    }
    return out line
  }
  # A global IPv6 address has seven colons, or two side by side; a time of day has neither.
  function global(text) { return text ~ /^[23]/ && (text ~ /::/ || gsub(/:/, ":", text) == 7) }
  function longs(line, out, found) {
    out = ""
    while (match(line, /[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:]+/)) {
      found = substr(line, RSTART, RLENGTH)
      if (global(found)) {
        if (!(found in sixes)) sixes[found] = sprintf("2001:db8::%x", ++six)
        out = out substr(line, 1, RSTART - 1) sixes[found]
      } else out = out substr(line, 1, RSTART + RLENGTH - 1)
      line = substr(line, RSTART + RLENGTH)
    }
    return out line
  }
  function comments(line, before, rest) {
    if (match(line, /--comment ("[^"]*"|[^ ]+)/)) {
      before = substr(line, 1, RSTART - 1); rest = substr(line, RSTART, RLENGTH)
      if (!(rest in said)) said[rest] = ++remarks
      return before "--comment \\"comment " said[rest] "\\"" substr(line, RSTART + RLENGTH)
    }
    if (match(line, / comment "[^"]*"/)) return substr(line, 1, RSTART - 1) " comment \\"comment\\"" substr(line, RSTART + RLENGTH)
    return line
  }
  function hide(line, word, by, out, at, left, right) {
    out = ""
    while ((at = index(line, word)) > 0) {
      left = at == 1 ? " " : substr(line, at - 1, 1); right = substr(line, at + length(word), 1)
      out = out substr(line, 1, at - 1) ((left right) ~ /[A-Za-z0-9]/ ? word : by)
      line = substr(line, at + length(word))
    }
    return out line
  }
  BEGIN { words = split(secret, name, " ") }
  {
    line = comments($0)
    for (i = 1; i <= words; i++) line = hide(line, name[i], "name" i)
    print longs(hardware(addresses(line)))
  }'
`;

/**
 * A POSIX shell script that prints all that `loadHost` can use of a host, and changes nothing there. With `redact`, what it prints
 * says nothing of whose host it is: public addresses, names, hardware addresses and comments are replaced, each always by the same.
 *
 * @example
 * ```ts
 * import { collectScript } from 'chainwalk/host';
 *
 * collectScript().startsWith('#!/bin/sh\n'); // → true
 * ```
 */
export function collectScript({ redact = false }: { readonly redact?: boolean } = {}): string {
  return SCRIPT + (redact ? REDACTED : PLAIN);
}
