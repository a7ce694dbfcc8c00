/** What is public and draws or reads files does so on Node. */
import { nodePlatform } from '../node';
import { usePlatform } from '../platform';

usePlatform(nodePlatform);
