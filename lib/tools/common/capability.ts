/** What root may do, and root of a container only if it was given to it. Linux: capabilities(7). */
import type { Place } from '../../machine';
import { ToolError } from './toolError';

/** Whether a place's processes have a capability: `NET_ADMIN`, `NET_RAW`. */
export function hasCapability({ capabilities }: Place, name: string): boolean {
  return capabilities === undefined || capabilities.has(name);
}

/** Refuses a change of devices, addresses or routes to those who may make none; `what` is the request that the kernel answers. */
export function requireAdministrator(place: Place, what: string, exitCode: number): void {
  if (!hasCapability(place, 'NET_ADMIN')) throw new ToolError(`${what}: Operation not permitted\n`, exitCode);
}
