/**
 * What runs in a page of the book: each chart's picture gives way to the live chart that its figure carries. Without
 * scripts, and on paper, the picture stays.
 */
export const BOOK_SCRIPT = `
for (const figure of document.querySelectorAll('figure.live')) {
  const chart = JSON.parse(figure.querySelector('script').textContent);
  const image = figure.querySelector('img');
  const place = document.createElement('div');
  place.className = 'chart';
  (image ?? figure.firstChild).after(place);
  figure.classList.add('drawn');
  const layout = { ...chart.layout, width: undefined, autosize: true };
  const config = { displaylogo: false, ...chart.config, responsive: true };
  Plotly.newPlot(place, chart.data, layout, config).catch(() => figure.classList.remove('drawn'));
}
`;
