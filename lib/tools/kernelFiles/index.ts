/** What the kernel shows of a place's network as files. */
import type { Place, TreeNode } from '../../machine';
import { kernelDirectory, kernelLink } from './nodes';
import { procNet } from './procNet';
import { sysClassNet, sysDevices } from './sysNet';

/** By path; the directories above are to be made. */
export function kernelFiles(place: Place): readonly (readonly [string, TreeNode])[] {
  return [
    ['/sys/class/net', kernelDirectory(() => sysClassNet(place))],
    ['/sys/devices/virtual/net', kernelDirectory(() => sysDevices(place))],
    ['/proc/self/net', kernelDirectory(() => procNet(place))],
    ['/proc/net', kernelLink('self/net')],
  ];
}
