/** What NAT targets do: they set a new connection up. Linux: xt_snat_target_v2, xt_dnat_target_v2, net/netfilter/xt_nat.c. */
import type { TargetAction } from '../extension';
import type { HookState, Verdict } from '../hook';
import type { SkBuff } from '../skb';
import { setupNat } from './setup';
import { Translation } from './translation';

/** A translation that is given to new connections. */
export class NatAction extends Translation implements TargetAction {
  run(skb: SkBuff, state: HookState): Verdict {
    return setupNat(skb, state, this);
  }
}
