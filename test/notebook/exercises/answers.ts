/** Answers to the notebooks' exercises beside the guide's: right ones in another form, and wrong ones that a clever learner tries. */
import { ANSWERS as brokenHosts } from './answers/brokenHosts';
import { ANSWERS as oneContainer } from './answers/oneContainer';
import { ANSWERS as severalContainers } from './answers/severalContainers';
import type { Tried } from './answers/tried';

/** By notebook and exercise. */
export const ANSWERS: Readonly<Record<string, Tried>> = { ...oneContainer, ...severalContainers, ...brokenHosts };
