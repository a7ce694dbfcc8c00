/** What people type at a prompt, held against real shells: data/shell/NAME.txt are recordings of NAME.session. */
import { join } from 'node:path';
import { replayTranscripts } from '../lab/transcripts';

replayTranscripts(join(__dirname, '../../data/shell'), withoutChance);

/** A shell that reads its lines from a pipe numbers them; identifiers and addresses in memory are others in every run. */
function withoutChance(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/^-bash: line \d+: /gm, 'bash: ')
    .replace(/[0-9a-f]{64}/g, 'ID')
    .replace(/0x[0-9a-f]{12}/g, 'ADDRESS')
    .trimEnd();
}
