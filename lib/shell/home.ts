/** Where a shell begins. */
import type { Place } from '../machine';
import { isMachine } from '../machine/isMachine';

/** Where root lives on the simulated machines. */
export const HOME = '/root';

/** In a container where its first process began, as `docker exec` has it. */
export function firstDirectory(place: Place): string {
  const init = isMachine(place) ? undefined : place.pids.find(1);
  return init?.cwd ?? HOME;
}
