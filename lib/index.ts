/** chainwalk: a simulated network, netfilter and Docker engine, and the pictures to understand them by. */
import './public/onNode';

export * from './lab';
export * from './view';
