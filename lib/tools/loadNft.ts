/** Loads what reads and changes nf_tables. */
import { useIptablesNft } from './lateNft';

/** Loads the code of iptables-nft; at once where it is there already. */
export async function loadIptablesNft(): Promise<void> {
  useIptablesNft(await import('./iptables/nft/index.js'));
}
