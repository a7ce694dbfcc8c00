/** What the playground's page and the worker with its machines tell each other. A worker has one set of machines: new ones are a new worker. */
import type { Question } from '../../host/ask/question';
import type { Dump } from '../../host/read/readHost';
import type { CounterDelta, CounterRow } from '../../lab/observe/counters';
import type { JourneyRow } from '../../view/path/journeyRows';
import type { MachineKind } from './machineKind';

/** A command, and the place that it is typed at. */
export interface Typed {
  readonly place: string;
  readonly command: string;
}

/** What the page asks; each request but `interrupt` is answered by one report with its `id`. */
export type PlayRequest =
  /** Makes the machines, and asks for their state; the first request. */
  | { readonly kind: 'open'; readonly id: number; readonly machines: MachineKind }
  /** Runs a line as a person types it, watched. */
  | ({ readonly kind: 'run'; readonly id: number } & Typed)
  /** Runs lines that nobody watches, up to the first that is interrupted. */
  | { readonly kind: 'prepare'; readonly id: number; readonly lines: readonly Typed[] }
  /** Ctrl-C. */
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'complete'; readonly id: number; readonly place: string; readonly line: string }
  /** Whether the text is a whole command. */
  | ({ readonly kind: 'isWhole'; readonly id: number } & Typed)
  | { readonly kind: 'draw'; readonly id: number; readonly drawing: Drawing; readonly theme: 'light' | 'dark' }
  /** The files of what the interfaces carried. */
  | { readonly kind: 'pcap'; readonly id: number }
  /** What happens to a packet on a host of the reader's own. */
  | { readonly kind: 'why'; readonly id: number; readonly asked: HostQuestion; readonly theme: 'light' | 'dark' };

/** What a host printed, and what is asked about it. */
export interface HostQuestion {
  readonly dumps: readonly Dump[];
  readonly question: Question;
}

/** A picture: of the machines as they are, or of the last command whose packets were seen. */
export type Drawing =
  | {
      readonly of: 'scene';
      /** px; with containers a drawing is not narrower than can be read. */
      readonly width: number;
    }
  /** All packets on the host, or the one with an index in `Traffic.packets`. */
  | { readonly of: 'path'; readonly packet?: number }
  | { readonly of: 'ladder' };

/** What the worker tells the page. */
export type PlayReport =
  /** The running command wrote this. */
  | { readonly kind: 'output'; readonly text: string }
  /** So many of the lines that are being prepared have run. */
  | { readonly kind: 'progress'; readonly done: number; readonly of: number }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answer }
  /** The request could not be answered; a sentence. */
  | { readonly kind: 'refusal'; readonly id: number; readonly message: string };

/** Each kind of request, and its answer. */
export interface Answers {
  readonly open: PlayState;
  readonly run: Ran;
  readonly prepare: PlayState;
  readonly complete: { readonly candidates: readonly string[]; readonly word: string };
  readonly isWhole: boolean;
  readonly draw: Picture;
  readonly pcap: {
    readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
    /** Whether more was carried than was written down. */
    readonly isCut: boolean;
  };
  readonly why: {
    readonly text: string;
    /** Absent if no packet came to the host. */
    readonly path: Picture | undefined;
    /** Lines that were not understood. */
    readonly unread: Cut<string>;
  };
}
export type Answer = Answers[keyof Answers];

/** What a line did. */
export interface Ran {
  readonly exitCode: number;
  /** What is still to be shown: the rest of standard output, and errors. */
  readonly stdout: string;
  readonly stderr: string;
  /** What grew. */
  readonly deltas: readonly CounterDelta[];
  /** Absent if no interface carried a packet. */
  readonly traffic: Traffic | undefined;
  readonly state: PlayState;
}

/** The machines as they are. Lists are cut at what a page can show, with how many there are. */
export interface PlayState {
  /** Machines, then running containers. */
  readonly places: readonly string[];
  /** Where the host's terminal is: at the host, or in the container that was entered. */
  readonly entered: string;
  /** `2022-07-02 16:00:01` */
  readonly clock: string;
  readonly counters: Cut<CounterRow>;
  readonly connections: Cut<string>;
  readonly processes: Cut<ProcessRow>;
  /** `docker-proxy (1301): tcp 0.0.0.0:8001` */
  readonly listeners: readonly string[];
}

export interface Cut<Item> {
  readonly items: readonly Item[];
  readonly count: number;
}

export interface ProcessRow {
  readonly place: string;
  readonly pid: number;
  readonly command: string;
  /** `tcp 0.0.0.0:8001` */
  readonly listening: string;
}

/** What was carried during one command. */
export interface Traffic {
  /** `client# curl …` */
  readonly line: string;
  /** Packets in the host's netfilter. */
  readonly packets: Cut<HostPacket>;
  readonly moves: Cut<Move>;
}

/** A packet in the host's netfilter. */
export interface HostPacket {
  /** `08:00:01.000123` */
  readonly clock: string;
  /** `SYN 60` */
  readonly words: string;
  readonly source: string;
  readonly destination: string;
  /** `ens33 → docker0` */
  readonly way: string;
  /** `transmitted by docker0`, `dropped: …` */
  readonly fate: string;
  readonly isDropped: boolean;
  readonly steps: readonly JourneyRow[];
}

/** A packet on a cable, on its way through the host, or its end there. */
export interface Move {
  /** `08:00:01.000123` */
  readonly clock: string;
  /** Interfaces, as `client eth0`; `to` is absent where the packet was dropped at `from`. */
  readonly from: string;
  readonly to: string | undefined;
  readonly words: string;
  readonly source: string;
  readonly destination: string;
  /** Why it was dropped, or what NAT made of it on its way through the host; else ''. */
  readonly note: string;
  readonly kind: 'request' | 'reply' | 'arp' | 'drop';
}

/** A picture as markup that lib/view made: what comes from outside is escaped in it. */
export interface Picture {
  readonly parts: readonly PicturePart[];
  /** The same in words. */
  readonly text: string;
  /** Of a scene: where packets go. */
  readonly cables: readonly SceneCable[];
  /** Of a scene: where what comes to an interface is, inside of its box. */
  readonly places: Readonly<Record<string, { readonly x: number; readonly y: number }>>;
  /** Of a scene: containers that are left out. */
  readonly leftOut: number;
}

export interface PicturePart {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  /** Rows of a ladder that are packets of the host's netfilter. */
  readonly rows: readonly { readonly y: number; readonly label: string; readonly packet: number }[];
}

export interface SceneCable {
  /** Interfaces at the path's beginning and end, as `client eth0`. */
  readonly ends: readonly [string, string];
  /** An SVG path. */
  readonly path: string;
}
