/** The kernel's tick, which some of its clocks count in. Linux: CONFIG_HZ=250. */

/** Microseconds. */
export const JIFFY = 4000;
