/** Where the bash and Perl programs of the real machines are. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = [join(__dirname, 'scripts'), join(__dirname, '../../real/scripts')];

/** On this computer: beside this file, or in the sources when this file is built. */
export const SCRIPTS = FOLDERS.find(existsSync) ?? '';

/** In the machines, where nobody can write to it. */
export const MACHINE_SCRIPTS = '/run/chainwalk/scripts';
