/** What docker says in whole sessions, held against a real dockerd 20.10.24: data/docker/NAME.txt are recordings of NAME.session. */
import { join } from 'node:path';
import { replayTranscripts } from '../lab/transcripts';

replayTranscripts(join(__dirname, '../../data/docker'), withoutChance);

/** Identifiers and times are others in every run; whether a client still says that it waits no more depends on who is first. */
function withoutChance(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/^time=.*context canceled"\n/gm, '')
    .replace(/[0-9a-f]{64}/g, 'ID')
    .replace(/\b[0-9a-f]{12}\b/g, 'SHORT-ID')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => (time.startsWith('0001') ? time : 'TIME'))
    .trimEnd();
}
