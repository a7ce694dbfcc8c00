/** The worker with a playground's machines. */
import { Lab } from '../../lab/lab';
import { usePlatform } from '../../platform';
import { loadShell } from '../../shell/lateShell';
import { loadIptablesNft } from '../../tools/loadNft';
import { TabFiles, tabPlatform } from '../kernel/tabPlatform';
import { PlayMachines } from './machines';
import type { Answer, PlayReport, PlayRequest } from './protocol';

usePlatform(tabPlatform({ files: new TabFiles({}, () => {}), display: () => {} }));
let opened: PlayMachines | undefined;

addEventListener('message', ({ data }: MessageEvent<PlayRequest>) => {
  if (data.kind === 'interrupt') opened?.interrupt();
  else void reply(data);
});

async function reply(request: Exclude<PlayRequest, { readonly kind: 'interrupt' }>): Promise<void> {
  const { id } = request;
  try {
    report({ kind: 'answer', id, answer: await answerTo(request) });
  } catch (error) {
    report({ kind: 'refusal', id, message: error instanceof Error ? error.message : String(error) });
  }
  // Whoever sees the prompt types soon, and then needs it.
  if (request.kind === 'open') loadShell();
}

async function answerTo(request: Exclude<PlayRequest, { readonly kind: 'interrupt' }>): Promise<Answer> {
  if (request.kind === 'open') {
    if (request.machines.iptables === 'nft') await loadIptablesNft();
    opened = new PlayMachines(new Lab(request.machines));
    return opened.state;
  }
  if (request.kind === 'why') {
    const { answerAboutHost } = await import('./hostAnswer');
    return answerAboutHost(request.asked, request.theme);
  }
  const machines = opened;
  if (machines === undefined) throw new Error('The machines have not started.');
  switch (request.kind) {
    case 'run':
      return machines.run(request, (text) => report({ kind: 'output', text }));
    case 'prepare':
      return machines.prepare(request.lines, (done) => report({ kind: 'progress', done, of: request.lines.length }));
    case 'complete':
      return machines.complete(request.place, request.line);
    case 'isWhole':
      return machines.isWhole(request);
    case 'draw':
      return machines.draw(request.drawing, request.theme);
    case 'pcap':
      return machines.pcap();
  }
}

function report(message: PlayReport): void {
  postMessage(message);
}
