/** chainwalk: a simulated network, netfilter and Docker engine, and the pictures to understand them by. */
import { display } from './notebook/kernel/display';
import { loadInterpreter } from './shell';
import { setDisplay } from './view';

// What is shown goes to the notebook's cell, if this runs in a kernel, and else to standard output.
setDisplay(display);

loadInterpreter();

export * from './lab';
export * from './view';
