/** What `chainwalk/lab` exports. */
import './onNode';

export * from '../lab';
