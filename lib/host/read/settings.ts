/** `sysctl -a` and its parts: `net.ipv4.ip_forward = 1`. */
import type { DumpLine } from './dumpLines';
import type { Reader, Section, SectionContext } from './section';

const SETTING = /^((?:net|kernel|fs|vm|dev|user|abi|debug|crypto|sunrpc)\.[\w./@-]{1,200})\s*=\s*(.*)$/;
const REFUSED = /^sysctl: /;

export const settingReader: Reader = {
  begins: (text) => SETTING.test(text),
  open: (context) => new SettingSection(context),
};

class SettingSection implements Section {
  readonly kind = 'sysctl';
  readonly #context: SectionContext;

  constructor(context: SectionContext) {
    this.#context = context;
  }

  take({ text, at }: DumpLine): boolean {
    if (text === '' || REFUSED.test(text)) return true;
    const [, name, value = ''] = SETTING.exec(text) ?? [];
    if (name === undefined) return false;
    const { draft, place } = this.#context;
    if (name.startsWith('net.')) draft.place(place).settings.push({ name, value: value.trim(), at });
    return true;
  }

  close(): void {}
}
