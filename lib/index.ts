/** chainwalk: a simulated network, netfilter and Docker engine, and the pictures to understand them by. */
import { nodePlatform } from './node';
import { usePlatform } from './platform';

usePlatform(nodePlatform);

export * from './lab';
export * from './view';
