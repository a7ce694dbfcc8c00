/** A session in both worlds. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabOptions, SessionCommand } from '../lab';
import { needsKernelLog, observeSession, type RealObservation, withRealLab } from '../real';
import { itemAt } from '../view/itemAt';
import { BridgeNames } from './bridgeNames';
import { type CellKind, type Cells, realCells, tracedCells } from './cells';
import { type CommandComparison, compareTrials, hasEqual, type Trial } from './compare';
import { DrawnNames } from './drawnNames';
import { drawnPorts } from './drawnPorts';
import { simulate } from './simulate';

type EngineChoice = Pick<LabOptions, 'engine' | 'firewallBackend'>;

/** How a session is compared; which Docker engine both hosts have, and where the simulated one's makes its rules. */
export interface CompareOptions extends EngineChoice {
  /** How many real runs there are, and as many again that trace packets' paths. */
  readonly runs: number;
  /** Seconds from the end of a command to the start of the next. */
  readonly pause: number;
  readonly seed: number;
  readonly tell?: (sentence: string) => void;
}

/** Between the starts of runs, in ms: so that their engines do not all start, and relay, at the same moment. */
const STAGGER = 4000;

/**
 * How often the simulation is drawn with other random numbers until each command is like the real one: once on an idle
 * machine, then on ones where each process waits for its turn.
 */
const MOST_DRAWS = 80;

/** Kinds of cells that chance decides together: when neighbours are asked for is independent of which process reads late. */
type Part = (kind: CellKind) => boolean;

const WITHOUT_TRACE: readonly Part[] = [(kind) => kind !== 'paths' && kind !== 'arp', (kind) => kind === 'arp'];
/** Paths come from the runs that traced them. */
const WITH_TRACE: readonly Part[] = [(kind) => kind === 'paths'];

/**
 * Runs a session on simulated and on real machines, which run side by side, as they mostly wait. Throws a `RealMachineError`
 * if the real machines cannot be started.
 */
export async function compareSession(
  commands: readonly SessionCommand[],
  { runs, pause, seed, tell = () => {}, ...engine }: CompareOptions,
): Promise<readonly CommandComparison[]> {
  const real = (trace: boolean, number: number): Promise<RealRun> =>
    withRealLab({ pause, ...(engine.engine !== undefined && { engine: engine.engine }) }, async (lab) => {
      const name = `real run ${number}${trace ? ', tracing' : ''}`;
      let done = 0;
      const observations = await observeSession(lab, commands, {
        trace,
        onOutcome: ({ place, command }) => {
          done += 1;
          tell(`${name}: ${done} of ${commands.length}: ${place}# ${command}`);
        },
      });
      return { name, trace, observations, firstTick: lab.firstTick };
    });
  const plans = Array.from({ length: runs }, (_, index) =>
    [false, true].map((trace) => ({ trace, number: index + 1 })),
  );
  const finished: RealRun[] = [];
  // The kernel's log is one for all machines.
  if (commands.some(({ command }) => needsKernelLog(command)))
    for (const { trace, number } of plans.flat()) finished.push(await real(trace, number));
  else {
    const started = plans.flat().map(async ({ trace, number }, index) => {
      await sleep(index * STAGGER);
      return real(trace, number);
    });
    finished.push(...(await Promise.all(started)));
  }
  const trials: (readonly Trial[])[] = [];
  for (const run of finished) trials.push(await trialsOf(run, { seed, ...engine }, tell));
  return commands.map(({ place, command }, index) => {
    const parts = [WITHOUT_TRACE, WITH_TRACE].flatMap((kinds, trace) =>
      kinds.map((isOf) =>
        compareTrials(
          trials
            .filter((_, run) => Number(itemAt(finished, run).trace) === trace)
            .map((trial) => keepKinds(itemAt(trial, index), isOf)),
        ),
      ),
    );
    return {
      place,
      command,
      equal: parts.reduce((sum, { equal }) => sum + equal, 0),
      differences: parts.flatMap(({ differences }) => differences),
    };
  });
}

interface RealRun {
  readonly name: string;
  readonly trace: boolean;
  readonly observations: readonly RealObservation[];
  readonly firstTick: number | undefined;
}

/** A real run's commands, and simulations of them. */
async function trialsOf(
  { name, trace, observations, firstTick }: RealRun,
  { seed, ...rest }: EngineChoice & { readonly seed: number },
  tell: (sentence: string) => void,
): Promise<readonly Trial[]> {
  const isDrawn = drawnPorts(observations.map(({ outcome }) => outcome));
  const bridges = new BridgeNames();
  const names = new DrawnNames(observations.map(({ outcome }) => outcome));
  const trials = observations.map((seen) => ({
    real: names.rename(bridges.rename(trace ? tracedCells(seen, isDrawn) : realCells(seen, isDrawn), seen.after)),
    simulated: [] as Cells[],
  }));
  const parts = trace ? WITH_TRACE : WITHOUT_TRACE;
  const isFound = (trial: Trial) => parts.every((isOf) => hasEqual(keepKinds(trial, isOf)));
  for (let draw = 0; draw < MOST_DRAWS && !trials.every(isFound); draw += 1) {
    const missing = trials.filter((trial) => !isFound(trial)).length;
    tell(`${name}: simulation ${draw + 1} of at most ${MOST_DRAWS}, for ${missing} of ${trials.length} commands`);
    const ticks = firstTick === undefined ? {} : { firstTick };
    const drawn = await simulate(observations, { seed: seed + draw, busy: draw > 0, ...ticks, ...rest });
    for (const [index, { simulated }] of trials.entries()) simulated.push(itemAt(drawn, index));
  }
  return trials;
}

function keepKinds({ real, simulated }: Trial, isOf: Part): Trial {
  const part = (cells: Cells): Cells => new Map([...cells].filter(([, { kind }]) => isOf(kind)));
  return { real: part(real), simulated: simulated.map(part) };
}
