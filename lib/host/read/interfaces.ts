/** `ip address`, `ip link` and `bridge link`, with or without `-d`, `-s` and `-o`. */
import type { DumpLine } from './dumpLines';
import type { AddressFact, InterfaceFact } from './facts';
import type { Reader, Section, SectionContext } from './section';

const FIRST = /^(\d{1,9}): ([^\s:@]{1,64})(?:@([^\s:]{1,64}))?: <([\w,-]*)>(.*)$/;
/** `-o` writes all about an address in one line. */
const ONE_LINE = /^(\d{1,9}): (\S{1,64})\s+(inet6? .*)$/;
const ADDRESS = /^inet (\d{1,3}(?:\.\d{1,3}){3})(?: peer \d{1,3}(?:\.\d{1,3}){3})?(?:\/(\d{1,2}))?\s?(.*)$/;
const LINK = /^link\/(\S+)(?: ([0-9a-f]{2}(?::[0-9a-f]{2}){5}))?/;
/** The drivers that `ip -d link` names at the beginning of a line. */
const KINDS = /^(bridge|veth|vlan|vxlan|bond|wireguard|tun|macvlan|ipvlan|dummy|ipip|gre|sit|ifb|geneve|vrf)(?: |$)/;
const OTHER =
  /^(?:inet6 |valid_lft |altname |alias |RX: |TX: |RX errors|TX errors|bridge_slave|\d+ +\d+ |promiscuity |openvswitch|prog\/|permaddr |link-netns|vf \d|hairpin )/;

/** Filtering by VLANs is not modelled; ports are in the one that they are in untagged. */
const VLAN_HEADER = /^port\s+vlan(?:-id|\sids)/;
const VLAN = /^(?:\S+\s+)?\d{1,4}(?:-\d{1,4})?(?: PVID)?(?: Egress Untagged| Untagged)?$/;

export const interfaceReader: Reader = {
  begins: (text) => FIRST.test(text) || ONE_LINE.test(text) || VLAN_HEADER.test(text),
  open: (context) => new InterfaceSection(context),
};

class InterfaceSection implements Section {
  kind = 'ip address';
  readonly #context: SectionContext;
  #last: InterfaceFact | undefined;

  constructor(context: SectionContext) {
    this.#context = context;
  }

  take({ text, at }: DumpLine): boolean {
    if (text === '') return true;
    const first = FIRST.exec(text);
    if (first !== null) {
      const [, index = '', name = '', peer, flags = '', rest = ''] = first;
      const master = / master (\S+)/.exec(rest)?.[1];
      const mtu = / mtu (\d{1,9})/.exec(rest)?.[1];
      if (/ state (?:forwarding|disabled|blocking)/.test(rest)) this.kind = 'bridge link';
      this.#add({
        name,
        index: Number(index),
        up: flags.split(',').includes('UP'),
        addresses: [],
        at,
        ...(peer !== undefined && { peer }),
        ...(master !== undefined && { master }),
        ...(mtu !== undefined && { mtu: Number(mtu) }),
      });
      return true;
    }
    if (VLAN_HEADER.test(text)) {
      this.kind = 'bridge vlan';
      return true;
    }
    if (this.kind === 'bridge vlan') return VLAN.test(text);
    const line = ONE_LINE.exec(text);
    if (line !== null) {
      this.#add({ name: line[2] ?? '', index: Number(line[1]), up: true, addresses: [], at });
      return this.#detail(line[3] ?? '');
    }
    return this.#last !== undefined && this.#detail(text);
  }

  close(): void {}

  #add(fact: InterfaceFact): void {
    this.#last = fact;
    this.#context.draft.place(this.#context.place).addInterface(fact);
  }

  #detail(text: string): boolean {
    const interfaceFact = this.#last;
    if (interfaceFact === undefined) return false;
    const address = ADDRESS.exec(text);
    if (address !== null) {
      this.#add({ ...interfaceFact, addresses: [...interfaceFact.addresses, addressOf(address)] });
      return true;
    }
    const link = LINK.exec(text);
    if (link !== null) {
      if (link[1] === 'none' && interfaceFact.kind === undefined) this.#add({ ...interfaceFact, kind: 'tun' });
      if (link[2] !== undefined) this.#add({ ...interfaceFact, mac: link[2] });
      return true;
    }
    const kind = KINDS.exec(text);
    if (kind?.[1] !== undefined) {
      const filters = /\bvlan_filtering 1\b/.test(text);
      this.#add({ ...interfaceFact, kind: kind[1], ...(filters && { vlanFiltering: true }) });
      return true;
    }
    const hairpin = /\bhairpin (on|off)\b/.exec(text)?.[1];
    if (hairpin !== undefined) {
      this.#add({ ...interfaceFact, hairpin: hairpin === 'on' });
      return true;
    }
    return OTHER.test(text);
  }
}

function addressOf([, address = '', length = '32', rest = '']: RegExpExecArray): AddressFact {
  const scope = /\bscope (global|link|host)\b/.exec(rest)?.[1];
  return { address, prefixLength: Number(length), scope: scope === 'link' || scope === 'host' ? scope : 'global' };
}
