/** The program nft. */
export { nft } from './nft';
