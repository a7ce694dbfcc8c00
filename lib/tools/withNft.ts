/** iptables-nft works at once: who imports this loads nothing of it late. */
import * as iptablesNft from './iptables/nft';
import { useIptablesNft } from './lateNft';

useIptablesNft(iptablesNft);
