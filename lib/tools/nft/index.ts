/** The program nft. */
export { nft } from './nft';
export { nftRuleText, nftStepOf } from './step';
