/** iptables over nf_tables, and the words of nft for what it reads there. */
export { nftRuleText, nftStepOf } from '../../nft/step';
export { checkNftRule, runNftCommand } from './command';
export { restoreNftTable } from './restore';
export { saveNft } from './save';
export { iptablesStepOf } from './step';
export { NftTable } from './table';
