/** What `chainwalk/view` exports. */
import './onNode';

export * from '../view';
