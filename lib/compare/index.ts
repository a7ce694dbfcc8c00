/** A session in both worlds, and what differs. */

export { answerHtml } from './answerHtml';
export { auditHtml } from './auditHtml';
export { auditJunit } from './auditJunit';
export { auditSarif } from './auditSarif';
export * from './bridgeNames';
export * from './cells';
export * from './compare';
export { DrawnNames } from './drawnNames';
export * from './drawnPorts';
export { comparisonHtml } from './html';
export { mask } from './mask';
export * from './reachHtml';
export * from './session';
export { comparisonText, count, countText } from './text';
export { upgradeHtml } from './upgradeHtml';
export { type UpgradeReportOptions, upgradeText } from './upgradeText';
export { whatIfHtml } from './whatIfHtml';
