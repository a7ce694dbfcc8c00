/** Where the bash and Perl programs of the real machines are. */

import { packageFile } from '../node/packageFile';

/** On this computer. */
export const SCRIPTS = packageFile('real/scripts');

/** In the machines, where nobody can write to it. */
export const MACHINE_SCRIPTS = '/run/chainwalk/scripts';
