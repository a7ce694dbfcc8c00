/** Programs that a test runs at once, without a shell that loads them first. */
import { beforeAll } from 'vitest';
import { busyboxPrograms, programs } from '../../lib/tools';

/** Loads all programs before the tests of a file. */
export function loadPrograms(): void {
  beforeAll(async () => {
    for (const all of [programs, busyboxPrograms]) for (const program of all.values()) await program.load?.();
  });
}
