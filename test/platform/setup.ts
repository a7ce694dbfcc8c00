/** Tests run on Node. */
import { nodePlatform } from '../../lib/node';
import { usePlatform } from '../../lib/platform';
import '../../lib/tools/withNft';

usePlatform(nodePlatform);
