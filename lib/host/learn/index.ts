/** Broken hosts to repair. */
export * from './repairs';
export * from './tryRepair';
