/**
 * What makes a page of the book live. Without it, and on paper, everything can still be read: pictures stand in the charts'
 * places, code is unfolded, and the system's theme holds.
 */
const root = document.documentElement;
const dark = matchMedia('(prefers-color-scheme: dark)');
/** Colours of pictures drawn for light pages, and what stands for them on dark ones. */
const palette = JSON.parse(document.getElementById('palette').textContent);
const paletteColours = new RegExp(Object.keys(palette).join('|'), 'gi');

const isDark = () => (root.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark';
const recoloured = (text) => text.replace(paletteColours, (colour) => palette[colour.toUpperCase()]);

/** A button of the page's own; `act` is called when it is pressed. */
function button(name, text, act) {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = name;
  element.textContent = text;
  element.addEventListener('click', () => act(element));
  return element;
}

/** Pictures: the drawing itself with the other theme's colours. */
const pictures = [...document.querySelectorAll('figure img[src^="data:image/svg+xml;base64,"]')].map((image) => {
  const bytes = Uint8Array.from(atob(image.src.split(',')[1]), (character) => character.charCodeAt(0));
  return { image, light: image.src, text: new TextDecoder().decode(bytes) };
});

function paintPictures(inDark) {
  for (const { image, light, text } of pictures) {
    image.src = inDark ? `data:image/svg+xml,${encodeURIComponent(recoloured(text))}` : light;
    image.classList.toggle('dark', inDark);
  }
}

/** Charts: what plotly draws in the picture's place, as wide as the chart says, or else as its figure. */
const charts = [...document.querySelectorAll('figure.live')].map((figure) => {
  const place = document.createElement('div');
  place.className = 'chart';
  place.setAttribute('role', 'img');
  place.setAttribute('aria-label', figure.querySelector('img')?.alt ?? 'A chart');
  figure.querySelector('.scroll').append(place);
  return { figure, place, source: figure.querySelector('script').textContent };
});

/** Whether this plotly draws all kinds of trace in `data`. */
function canDraw(data) {
  const common = ['bar', 'scatter', undefined];
  return data.every(({ type }) => common.includes(type) || Object.hasOwn(Plotly.PlotSchema.get().traces, type));
}

async function drawChart({ figure, place, source }, inDark) {
  try {
    const chart = JSON.parse(inDark ? recoloured(source) : source);
    if (!canDraw(chart.data)) return;
    const isFixed = chart.layout.width !== undefined;
    const layout = {
      ...chart.layout,
      ...(isFixed ? {} : { autosize: true }),
      // A finger that moves over a chart scrolls the page; a pointer that drags zooms.
      ...(matchMedia('(pointer: coarse)').matches ? { dragmode: false } : {}),
    };
    const config = { displaylogo: false, ...chart.config, responsive: !isFixed };
    figure.classList.add('drawn');
    await Plotly.react(place, chart.data, layout, config);
    place.dataset.ready = inDark ? 'dark' : 'light';
  } catch (error) {
    figure.classList.remove('drawn');
    console.warn('The picture stays, since its chart cannot be drawn:', error);
  }
}

/** Charts are drawn when they come near, so that a page of many opens at once. */
const waiting = new Map(charts.map((chart) => [chart.figure, chart]));
const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      const chart = isIntersecting && waiting.get(target);
      if (!chart || !waiting.delete(target)) continue;
      near.unobserve(target);
      void drawChart(chart, isDark());
    }
  },
  { rootMargin: '600px' },
);

function paint(inDark) {
  paintPictures(inDark);
  for (const chart of charts) if (!waiting.has(chart.figure)) void drawChart(chart, inDark);
}

function themeButton() {
  const label = () => (isDark() ? 'Light theme' : 'Dark theme');
  const toggle = button('theme', label(), () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    try {
      localStorage.setItem('chainwalk-theme', root.dataset.theme);
    } catch {
      // Storage is forbidden: the choice holds for this page.
    }
    changed();
  });
  const changed = () => {
    toggle.textContent = label();
    paint(isDark());
  };
  dark.addEventListener('change', changed);
  return toggle;
}

/** Folds all code, or unfolds it when all is folded. */
function foldButton(folds) {
  const label = () => (folds.some((fold) => fold.open) ? 'Fold all code' : 'Unfold all code');
  const toggle = button('fold', label(), () => {
    const open = !folds.some((fold) => fold.open);
    for (const fold of folds) fold.open = open;
  });
  for (const fold of folds) fold.addEventListener('toggle', () => (toggle.textContent = label()));
  return toggle;
}

/** A button that copies the text of `pre`. */
function copyButton(pre) {
  return button('copy', 'Copy', async (element) => {
    try {
      await navigator.clipboard.writeText(pre.textContent);
      element.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(pre);
      element.textContent = 'Selected';
    }
    setTimeout(() => (element.textContent = 'Copy'), 2000);
  });
}

/** What can be scrolled sideways can be reached with the keyboard, and nothing else stops there. */
function stopAtScrollers() {
  for (const element of document.querySelectorAll('pre, .scroll')) {
    if (element.scrollWidth > element.clientWidth + 1) element.tabIndex = 0;
    else element.removeAttribute('tabindex');
  }
}

const folds = [...document.querySelectorAll('details.code')];
const tools = document.querySelector('.tools');
if (folds.length > 0) tools.append(foldButton(folds));
tools.append(themeButton());
for (const pre of document.querySelectorAll('.code pre, .fence pre')) pre.parentElement.append(copyButton(pre));
for (const details of document.querySelectorAll('details')) details.addEventListener('toggle', stopAtScrollers);
// Where the contents stand above the text, they would hide it.
document.querySelector('.contents details').open = matchMedia('(min-width: 70rem)').matches;
if (isDark()) paintPictures(true);
for (const { figure } of charts) near.observe(figure);
addEventListener('beforeprint', () => paintPictures(false));
addEventListener('afterprint', () => paintPictures(isDark()));
addEventListener('resize', stopAtScrollers);
stopAtScrollers();
