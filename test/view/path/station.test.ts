import { describe, expect, it } from 'vitest';
import { flowsOf } from '../../../lib/view/path/flow';
import { dropPoint, hookStations, stationNames } from '../../../lib/view/path/station';
import { clientToNg1, ng2ToNg1Isolated } from '../fixtures';

describe('the stops of a hook', () => {
  it('are sorted as the kernel sorts them', () => {
    expect(stationNames('PREROUTING')).toEqual(['raw', 'conntrack', 'mangle', 'nat']);
    expect(stationNames('INPUT')).toEqual(['mangle', 'filter', 'nat', 'confirm']);
    expect(stationNames('FORWARD')).toEqual(['mangle', 'filter']);
    expect(stationNames('OUTPUT')).toEqual(['raw', 'conntrack', 'mangle', 'nat', 'filter']);
    expect(stationNames('POSTROUTING')).toEqual(['mangle', 'nat', 'confirm']);
  });

  it('show that nat sees one packet of twelve', () => {
    const { packets, stations } = hookStations('PREROUTING', flowsOf(clientToNg1.journeys));
    const nat = stations.find(({ name }) => name === 'nat')!;
    expect([nat.packets, packets, nat.flows]).toEqual([1, 12, [0]]);
  });

  it('are passed by nothing behind a drop', () => {
    const flows = flowsOf(ng2ToNg1Isolated.journeys);
    expect(dropPoint(flows[0]!)).toMatchObject({ hook: 'FORWARD', table: 'filter' });
    const forward = hookStations('FORWARD', flows);
    expect(forward.stations.map(({ name, dropped }) => [name, dropped])).toEqual([
      ['mangle', []],
      ['filter', [0]],
    ]);
    expect(hookStations('POSTROUTING', flows).packets).toBe(0);
  });
});
