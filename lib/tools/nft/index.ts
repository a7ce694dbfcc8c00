/** The program nft. */
export { nft } from './nft';
export { nftStepOf } from './step';
