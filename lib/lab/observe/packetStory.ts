/** What netfilter did with one packet in one namespace, as lines that a person reads beside the packet. */
import type { HookName, HookState, PacketFate, PacketObserver, SkBuff, TraceStep } from '../../netfilter';
import type { Ipv4Packet } from '../../packet';
import { type IptablesVariant, ruleText } from '../../tools/iptables';

import { ruleOf } from './stepRule';
import { stepSentence } from './stepWords';
import { endpoints } from './words';

export class PacketStory implements PacketObserver {
  readonly #variant: IptablesVariant;
  readonly #lines: string[] = [];
  #ending = 'not decided: it waits, or was taken over';
  /** The rule or policy met last. */
  #last = 'connection tracking';

  constructor(variant: IptablesVariant) {
    this.#variant = variant;
  }

  hook(_skb: SkBuff, _state: HookState): void {}

  step(step: TraceStep): void {
    this.#last = stepSentence({ ...step, ...ruleOf(step, ruleText, this.#variant) });
    this.#lines.push(this.#last);
  }

  translate(skb: SkBuff, hook: HookName, field: 'source' | 'destination', packet: Ipv4Packet, byRule: boolean): void {
    const [before, after] = [endpoints(skb.packet)[field], endpoints(packet)[field]];
    // An ICMP error may keep its own address while the packet that it quotes is rewritten.
    const change = before === after ? 'what it quotes is rewritten' : `${field} ${before} becomes ${after}`;
    this.#lines.push(`${hook} NAT: ${change}, as ${byRule ? 'the rule' : 'its conntrack entry'} says`);
  }

  end(_skb: SkBuff, fate: PacketFate): void {
    switch (fate.kind) {
      case 'transmitted':
        this.#ending = `accepted, transmitted by ${fate.device}`;
        break;
      case 'delivered':
        this.#ending = `accepted, delivered to ${fate.to}`;
        break;
      case 'joined':
        this.#ending = 'a fragment, seen by netfilter as a part of its packet';
        break;
      case 'dropped':
        this.#ending = `dropped: ${fate.reason === 'netfilter' ? this.#last : fate.reason}`;
    }
  }

  /** The verdict first, then each rule, policy and translation in their order. */
  get comments(): readonly string[] {
    return [this.#ending, ...this.#lines];
  }
}
