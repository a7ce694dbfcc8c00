/** The article's machines, and what a notebook asks of them. */
export * from './capture';
export * from './claims';
export * from './counters';
export * from './exercise';
export * from './journey';
export * from './lab';
export * from './matrix';
export * from './observe';
export * from './outcome';
export * from './packets';
export * from './pcap';
export * from './prediction';
export * from './readTopology';
export * from './session';
export * from './snapshot';
export * from './topology';
export * from './wires';
