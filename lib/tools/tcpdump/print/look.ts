/** How packets are printed. */
import type { IpAddress } from '../../../packet';
import type { Conversations } from './conversations';

/** What the options ask for, and what is known of packets before. */
export interface Look {
  /** How often -v was given. */
  readonly verbose: number;
  /** -q */
  readonly quiet: boolean;
  /** -e */
  readonly linkHeader: boolean;
  /** -n */
  readonly numeric: boolean;
  /** -S */
  readonly absolute: boolean;
  /** -K: checksums are not looked at. */
  readonly unchecked: boolean;
  readonly nameOf: (address: IpAddress) => string;
  readonly portName: (port: number) => string;
  readonly conversations: Conversations;
}
