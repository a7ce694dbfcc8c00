/**
 * Machines that are there at once, and what writes down what their interfaces carry.
 *
 * @module chainwalk/lab
 */
import '../tools/withNft';
import './onNode';

export { Lab } from '../lab/lab';
export type { LabOptions } from '../lab/machines';
export { wires } from '../lab/observe/wires';
export { PcapRecorder } from '../lab/pcap';
export { SessionSyntaxError } from '../lab/session';
export type { Topology } from '../lab/topology';
