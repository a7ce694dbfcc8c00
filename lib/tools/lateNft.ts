/** What reads and changes nf_tables: its code may come after the rest, as no page needs it before there are such tables. */
import type * as IptablesNft from './iptables/nft';

let code: typeof IptablesNft | undefined;

/** Where nothing is loaded late it is there from the start. */
export function useIptablesNft(module: typeof IptablesNft): void {
  code = module;
}

/** Throws an `Error` before the code is there. */
export function iptablesNft(): typeof IptablesNft {
  if (code === undefined)
    throw new Error('iptables-nft is run before its code is there: wait for loadIptablesNft() first');
  return code;
}
