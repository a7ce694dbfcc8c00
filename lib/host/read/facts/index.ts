/** What a host's own dumps say. */
export * from './declaredFacts';
export * from './dockerFacts';
export * from './flowFacts';
export * from './hostFacts';
export * from './networkFacts';
export * from './ruleFacts';
export * from './sourceFacts';
