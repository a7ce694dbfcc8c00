/** Adds up the JSON reports of vitest in a folder; fails when a test failed, none ran, or a suite has no report. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const reports = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
const total = (key) => reports.reduce((sum, report) => sum + (report[key] ?? 0), 0);

const passed = total('numPassedTests');
const failed = total('numFailedTests');
const skipped = total('numPendingTests') + total('numTodoTests');
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = passed > 0 && failed === 0 && reports.every((report) => report.success) ? 0 : 1;
