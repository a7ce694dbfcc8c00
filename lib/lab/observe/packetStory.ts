/** What netfilter did with one packet in one namespace, as lines that a person reads beside the packet. */
import {
  type HookName,
  type HookState,
  type PacketFate,
  type PacketObserver,
  type SkBuff,
  specOf,
  type TraceStep,
  targetName,
} from '../../netfilter';
import { ruleText } from '../../tools/iptables';
import { nftStepOf } from '../../tools/nft';
import { endpoints } from './recorder';

export class PacketStory implements PacketObserver {
  readonly #lines: string[] = [];
  #ending = 'not decided: it waits, or was taken over';
  /** The rule or policy met last. */
  #last = 'connection tracking';

  hook(_skb: SkBuff, _state: HookState): void {}

  step(step: TraceStep): void {
    const { table, chain, policy, number } = step;
    const spec = specOf(step);
    const nft = nftStepOf(step);
    const entry =
      nft !== undefined
        ? `rule ${number} ${nft.verdict}: ${nft.rule}`
        : spec === undefined
          ? policy === undefined
            ? 'end of chain: RETURN'
            : `policy ${policy}`
          : `rule ${number} ${targetName(spec.target)}: ${ruleText(spec)}`;
    this.#last = `${table} ${chain} ${entry}`;
    this.#lines.push(this.#last);
  }

  translate(skb: SkBuff, hook: HookName, field: 'source' | 'destination', after: string, byRule: boolean): void {
    const before = endpoints(skb.packet)[field];
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
      case 'dropped':
        this.#ending = `dropped: ${fate.reason === 'netfilter' ? this.#last : fate.reason}`;
    }
  }

  /** The verdict first, then each rule, policy and translation in their order. */
  get comments(): readonly string[] {
    return [this.#ending, ...this.#lines];
  }
}
