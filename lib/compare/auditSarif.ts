/** Findings as SARIF 2.1.0, which code hosts and editors show. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
import { AUDIT_CHECKS, type AuditResult, evidenceLines, type Finding } from '../host';
import { VERSION } from '../version';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const HOME = 'https://github.com/chainwalk/chainwalk';

/** One run over all hosts; those that could not be audited are told as notifications. */
export function auditSarif(results: readonly AuditResult[]): string {
  const failed = results.filter(({ error }) => error !== undefined);
  const run = {
    tool: {
      driver: {
        name: 'chainwalk',
        version: VERSION,
        informationUri: HOME,
        rules: AUDIT_CHECKS.map(({ id, title, why }) => ({
          id,
          shortDescription: { text: title },
          fullDescription: { text: why },
        })),
      },
    },
    invocations: [
      {
        executionSuccessful: failed.length === 0,
        toolExecutionNotifications: failed.map(({ host, error = '' }) => ({
          level: 'error',
          message: { text: `${host}: ${error}` },
        })),
      },
    ],
    results: results.flatMap(({ host, findings }) => findings.map((finding) => resultOf(host, finding))),
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 1)}\n`;
}

function resultOf(host: string, { id, severity, sentence, evidence, remedy, at }: Finding): object {
  return {
    ruleId: id,
    ruleIndex: AUDIT_CHECKS.findIndex((check) => check.id === id),
    level: severity,
    message: { text: [sentence, ...evidence.flatMap(evidenceLines), ...remedyLines(remedy)].join('\n') },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(at?.file ?? host) },
          ...(at !== undefined && { region: { startLine: at.line } }),
        },
        logicalLocations: [{ name: host, kind: 'host' }],
      },
    ],
    partialFingerprints: { 'finding/v1': `${host} ${id} ${sentence}` },
  };
}

function remedyLines(remedy: Finding['remedy']): readonly string[] {
  return remedy === undefined ? [] : [`Mended by: ${remedy.command}`, `Tried on a copy: ${remedy.tried}`];
}

/** Names of files as references (RFC 3986), whatever stands in them. */
function uriOf(file: string): string {
  return file
    .split('/')
    .map((part) => encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd')))
    .join('/');
}
