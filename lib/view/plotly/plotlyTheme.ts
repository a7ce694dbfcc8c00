/** A plotly chart in one of our themes: ground, text, axes and title; in print everything is grey. */

import { fontFamily, resolveTheme } from '../draw/theme';
import type { PlotlyJson } from '../figure/figure';
import type { Look } from '../figure/saveOptions';
import { plotlyText } from './plotlyText';

type Json = Readonly<Record<string, unknown>>;

const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});

/** The chart with another theme or title; colours that its traces name themselves stay. */
export function restylePlotly(chart: PlotlyJson, { theme: name, title }: Look): PlotlyJson {
  const { layout } = chart;
  const titled = title === undefined || layout.title === undefined ? {} : { title: retitled(layout.title, title) };
  if (name === undefined) return { ...chart, layout: { ...layout, ...titled } };
  const theme = resolveTheme(name);
  const axes = Object.keys({ xaxis: 0, yaxis: 0, ...layout }).filter((key) => /^[xy]axis\d*$/.test(key));
  const axis = { gridcolor: theme.grid, zerolinecolor: theme.border, linecolor: theme.border };
  return {
    ...chart,
    layout: {
      ...layout,
      ...titled,
      paper_bgcolor: theme.background,
      plot_bgcolor: theme.background,
      font: { family: fontFamily.sans, ...record(layout.font), color: theme.text },
      ...Object.fromEntries(axes.map((key) => [key, { ...record(layout[key]), ...axis }])),
    },
  };
}

function retitled(old: unknown, title: string): unknown {
  return typeof old === 'object' ? { ...record(old), text: plotlyText(title) } : { text: plotlyText(title) };
}

/** An SVG with each colour as the grey that is as bright. */
export function greySvg(svg: string): string {
  const grey = (red: number, green: number, blue: number): string => {
    const level = Math.round(0.2126 * red + 0.7152 * green + 0.0722 * blue);
    return `rgb(${level}, ${level}, ${level})`;
  };
  return svg.replace(/<[a-z][^>]*>/gi, (tag) =>
    tag
      .replace(/rgb\((\d+), ?(\d+), ?(\d+)\)/g, (_, red, green, blue) => grey(Number(red), Number(green), Number(blue)))
      .replace(/(?<==["' ]?|: ?)#([\da-f]{2})([\da-f]{2})([\da-f]{2})\b/gi, (_, red, green, blue) =>
        grey(Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)),
      ),
  );
}
