/** `chainwalk collect`, `chainwalk load FILE…` and `chainwalk why FILE… --from … --to …`. */
import { type Command, Option } from 'commander';
import type { LoadOptions, WhyCommandOptions } from './actions/host';
import { print, wholeNumber } from './command';
import { exitOnClosedPipe } from './unread';

/** What is said of the files that a host is loaded from. */
export const HOST_FILES =
  'what the host printed: the file of chainwalk collect, iptables-save -c, ip address …; - reads standard input';

/** Adds `chainwalk collect`; `finish` takes its exit code. */
export function addCollect(cli: Command, finish: (exitCode: number) => void): void {
  cli
    .command('collect')
    .description(
      'print a shell script that, run as root on a host, prints all that is needed to ask about its packets, and changes nothing: chainwalk collect | ssh root@HOST sh > host.txt',
    )
    .option(
      '--redact',
      'the script replaces public addresses, names, hardware addresses and comments, each always by the same',
    )
    .action(async ({ redact = false }: { readonly redact?: boolean }) => {
      exitOnClosedPipe();
      const { collectScript } = await import('../host/collect.js');
      print(collectScript({ redact }));
      finish(0);
    });
}

/** Adds `chainwalk load`; `finish` takes its exit code. */
export function addLoad(cli: Command, finish: (exitCode: number) => void): void {
  cli
    .command('load')
    .argument('<files...>', HOST_FILES)
    .description(
      'say what was understood of a host’s dumps: machines, assumptions, and each line that was not; then the exit code is 1',
    )
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action(async (files: readonly string[], options: LoadOptions) => {
      exitOnClosedPipe();
      const { loadDumps } = await import('./actions/host.js');
      finish(await loadDumps(files, options, print));
    });
}

/** Adds `chainwalk why`; `finish` takes its exit code. */
export function addWhy(cli: Command, finish: (exitCode: number) => void): void {
  cli
    .command('why')
    .argument('<files...>', HOST_FILES)
    .description(
      'say what happens to a request on a host of one’s own, which rule or setting decides it, and what would change it; the exit code is 1 if it is not delivered',
    )
    .requiredOption(
      '--from <sender>',
      'outside, host, a container’s name or address, or an address of the outside, with a port (192.0.2.20:51999) and an interface (10.1.99.7%flannel.1)',
    )
    .requiredOption('--to <receiver>', 'an address with a port, 192.0.2.10:8080, or alone for a ping')
    .addOption(new Option('--proto <protocol>', 'tcp if there is a port, else icmp').choices(['tcp', 'udp', 'icmp']))
    .option(
      '--state <state>',
      'new, or one packet alone: established, or its flags and what else is known, "flags R. length 52 ttl 64 mark 2"',
    )
    .option('--payload <text>', 'what the client sends; \\r and \\n are ends of lines')
    .option('--size <bytes>', 'how many bytes the server answers', wholeNumber)
    .option('--silent-routers', 'routers on the way send no ICMP errors')
    .option('--no-remedies', 'try no edits')
    .option('--pcap <file>', 'write there what each interface carried, as a pcapng file for Wireshark')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json', 'html']).default('text'))
    .action(async (files: readonly string[], options: WhyCommandOptions) => {
      exitOnClosedPipe();
      const { askHost } = await import('./actions/host.js');
      finish(await askHost(files, options, print));
    });
}
