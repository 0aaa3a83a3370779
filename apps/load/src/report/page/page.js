// The page's own script: draws the charts from the data beside it, in the colours of the theme, as wide as there is room.

const { charts } = JSON.parse(document.getElementById('data').textContent);
const root = document.documentElement;
const button = document.getElementById('theme');
const preferred = matchMedia('(prefers-color-scheme: dark)');
const seriesColours = 6;
const height = 240;
let drawn = [];

const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
const short = (value) =>
  value === null || value === undefined
    ? '–'
    : Math.abs(value) >= 1000
      ? value.toLocaleString('en-US', { maximumFractionDigits: 0 })
      : String(Number(value.toPrecision(3)));

function percentile(rarity) {
  const percent = 100 * (1 - 1 / rarity);
  return `${Number(percent.toPrecision(Math.max(3, Math.ceil(Math.log10(rarity)) + 2)))} %`;
}

function logAxis(filter, { grid, ticks }) {
  return { filter, grid: { ...grid, filter }, ticks: { ...ticks, filter } };
}

function optionsFor(chart, width) {
  const isPercentile = chart.axis === 'percentile';
  // Between two powers of ten a line for each would hide the curve.
  const powers = (_, ticks) =>
    ticks.map((tick) => (Number.isInteger(Number(Math.log10(tick).toFixed(6))) ? tick : null));
  const axis = {
    stroke: colour('--quiet'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line') },
  };
  const xText = (value) => (isPercentile ? percentile(value) : `${short(value)} s`);
  return {
    width,
    height,
    cursor: { sync: isPercentile ? undefined : { key: 'time' } },
    scales: {
      x: { time: false, distr: isPercentile ? 3 : 1 },
      y: chart.isLog ? { distr: 3 } : { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      {
        ...axis,
        ...(isPercentile ? logAxis(powers, axis) : {}),
        values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : xText(tick))),
      },
      {
        ...axis,
        ...(chart.isLog ? logAxis(powers, axis) : {}),
        size: 64,
        values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : short(tick))),
      },
    ],
    series: [
      { label: isPercentile ? 'percentile' : 'at', value: (_, value) => (value === null ? '–' : xText(value)) },
      ...chart.series.map(({ label }, index) => ({
        label,
        stroke: colour(`--series-${(index % seriesColours) + 1}`),
        width: 2,
        points: { show: chart.x.length < 3 },
        value: (_, value) => `${short(value)} ${value === null || value === undefined ? '' : chart.unit}`.trim(),
      })),
    ],
  };
}

function draw() {
  for (const plot of drawn) plot.destroy();
  drawn = charts.map((chart) => {
    const place = document.getElementById(`chart-${chart.id}`);
    // A logarithm has no zero.
    const clean = (values) => (chart.isLog ? values.map((value) => (value > 0 ? value : null)) : values);
    return new uPlot(
      optionsFor(chart, place.clientWidth),
      [chart.x, ...chart.series.map(({ values }) => clean(values))],
      place,
    );
  });
}

function show(theme) {
  root.dataset.theme = theme;
  button.textContent = theme === 'dark' ? 'Light' : 'Dark';
  button.setAttribute('aria-label', `Show the page ${theme === 'dark' ? 'light' : 'dark'}`);
  draw();
}

button.addEventListener('click', () => show(root.dataset.theme === 'dark' ? 'light' : 'dark'));
preferred.addEventListener('change', ({ matches }) => show(matches ? 'dark' : 'light'));
let resizing;
addEventListener('resize', () => {
  clearTimeout(resizing);
  resizing = setTimeout(() => {
    for (const [index, plot] of drawn.entries()) {
      plot.setSize({ width: document.getElementById(`chart-${charts[index].id}`).clientWidth, height });
    }
  }, 100);
});
show(preferred.matches ? 'dark' : 'light');
