/** How a Word report looks: styles by name, so that who gets it can change them in one place. */
import * as docx from 'docx';

const INK = '1B1F24';
const SOFT = '57606A';
const LINE = 'C9D0D8';
const MONO = 'Courier New';

/** In half points. */
function heading(size: number, before: number): docx.IBaseParagraphStyleOptions {
  return {
    run: { size, bold: true, color: INK },
    paragraph: { keepNext: true, spacing: { before, after: 80, line: 264, lineRule: docx.LineRuleType.AUTO } },
  };
}

function paragraph(
  id: string,
  name: string,
  run: docx.IRunStylePropertiesOptions,
  options: docx.IParagraphStylePropertiesOptions,
): docx.IParagraphStyleOptions {
  return { id, name, basedOn: 'Normal', quickFormat: true, run, paragraph: options };
}

const CELL: docx.IParagraphStylePropertiesOptions = { spacing: { after: 0, line: 250 } };

/** Language, faces and styles. */
export const DOCX_STYLES: docx.IStylesOptions = {
  default: {
    document: {
      run: { font: 'Arial', size: 20, color: INK, language: { value: 'en-GB', eastAsia: 'zh-CN' } },
      paragraph: { spacing: { after: 120, line: 276 } },
    },
    title: heading(44, 0),
    heading1: heading(36, 360),
    heading2: heading(28, 320),
    heading3: heading(24, 240),
    heading4: heading(21, 200),
    heading5: heading(20, 200),
    heading6: heading(20, 200),
    hyperlink: { run: { color: '0860A8', underline: { type: docx.UnderlineType.SINGLE } } },
  },
  paragraphStyles: [
    paragraph('Facts', 'Facts', { size: 17, color: SOFT }, { spacing: { after: 120 } }),
    paragraph(
      'Caption',
      'caption',
      { size: 17, color: SOFT },
      { keepLines: true, spacing: { before: 60, after: 120 } },
    ),
    paragraph('Figure', 'Figure', {}, { spacing: { before: 80, after: 0, line: 240 } }),
    paragraph('FoldLabel', 'Fold label', { bold: true, color: SOFT }, { keepNext: true, spacing: { after: 40 } }),
    paragraph('Quote', 'Quote', { color: SOFT }, { indent: { left: 240 }, border: { left: side(12) } }),
    paragraph(...(['Code', 'Code', { font: MONO, size: 16, noProof: true }] as const), {
      spacing: { before: 60, after: 100, line: 250 },
      shading: { type: docx.ShadingType.CLEAR, fill: 'F3F5F7' },
    }),
    paragraph(...(['Listing', 'Listing', { font: MONO, size: 16, noProof: true }] as const), {
      spacing: { after: 140, line: 250 },
      border: { left: side(12) },
      indent: { left: 120 },
    }),
    paragraph('TableText', 'Table text', { size: 16 }, CELL),
    paragraph('TableHead', 'Table head', { size: 16, bold: true }, CELL),
    paragraph('TableWideText', 'Wide table text', { size: 14 }, CELL),
    paragraph('TableWideHead', 'Wide table head', { size: 14, bold: true }, CELL),
    paragraph('AfterTable', 'After table', { size: 8 }, { spacing: { after: 120, line: 240 } }),
    paragraph('Footer', 'footer', { size: 15, color: SOFT }, { rightTabStop: 9865, spacing: { after: 0 } }),
  ],
  characterStyles: [{ id: 'InlineCode', name: 'Inline code', run: { font: MONO, noProof: true } }],
};

function side(size: number): docx.IBorderOptions {
  return { style: docx.BorderStyle.SINGLE, size, color: LINE, space: 6 };
}

/** Lists with numbers. */
export const DOCX_NUMBERING: docx.INumberingOptions = {
  config: [
    {
      reference: 'ordered',
      levels: [0, 1, 2].map((level) => ({
        level,
        format: docx.LevelFormat.DECIMAL,
        text: `%${level + 1}.`,
        style: { paragraph: { indent: { left: 360 * (level + 1), hanging: 360 } } },
      })),
    },
  ],
};
