// Charts: Plotly is fetched only when a page has one, after the first paint. Figures come without colours.
const root = document.documentElement;
const SLOTS = "[data-figure]";
let library;

function load() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = document.querySelector("meta[name=plotly]").content;
    script.onload = () => resolve(locale(window.Plotly));
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

// The French locale is what the browser knows of French; English is Plotly's own and must not be registered.
function locale(Plotly) {
  if (root.lang !== "fr") return Plotly;
  const names = (length, field, dates) =>
    dates.map((date) => new Intl.DateTimeFormat("fr", { [field]: length, timeZone: "UTC" }).format(date));
  const days = [...Array(7)].map((_, n) => new Date(Date.UTC(2023, 0, 1 + n))); // 1 January 2023 was a Sunday
  const months = [...Array(12)].map((_, n) => new Date(Date.UTC(2023, n, 1)));
  Plotly.register({
    moduleType: "locale",
    name: "fr",
    dictionary: {},
    format: {
      days: names("long", "weekday", days),
      shortDays: names("short", "weekday", days),
      months: names("long", "month", months),
      shortMonths: names("short", "month", months),
      date: "%d/%m/%Y",
      decimal: ",",
      thousands: "\u202f",
      year: "%Y",
      month: "%b %Y",
      dayMonth: "%-d %b",
      dayMonthYear: "%-d %b %Y",
    },
  });
  return Plotly;
}

const token = (name) => getComputedStyle(root).getPropertyValue(name).trim();

function dress(figure) {
  const ink = token("--ui-ink");
  const mut = token("--ui-mut");
  const line = token("--ui-line");
  const surface = token("--ui-surface");
  const colours = [1, 2, 3, 4, 5, 6].map((n) => token(`--c-${n}`));
  const data = figure.data.map((trace, n) => {
    const colour = trace.meta === "target" ? mut : colours[n % colours.length];
    if (trace.type === "bar") {
      const pattern = { ...trace.marker.pattern, fgcolor: colour, bgcolor: surface, size: 6, solidity: 0.4 };
      return { ...trace, marker: { ...trace.marker, color: colour, pattern: trace.marker.pattern.shape ? pattern : undefined } };
    }
    const filled = trace.fill ? { fillcolor: token("--c-fill") } : {};
    return { ...trace, ...filled, line: { ...trace.line, color: colour }, marker: { color: colour, size: 5 } };
  });
  const font = { family: "Inter, system-ui, sans-serif", size: 12, color: mut };
  const axis = { gridcolor: line, linecolor: line, zerolinecolor: line, fixedrange: true, automargin: true, tickfont: font };
  const { xaxis, yaxis, ...layout } = figure.layout;
  return {
    data,
    layout: {
      ...layout,
      font,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      margin: { l: 8, r: 8, t: layout.showlegend ? 36 : 12, b: 8 },
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font, itemclick: false, itemdoubleclick: false },
      hoverlabel: { bgcolor: token("--ui-raise"), bordercolor: line, font: { ...font, color: ink } },
      dragmode: false,
      separators: root.lang === "fr" ? ",\u202f" : ".,",
      xaxis: { ...axis, showgrid: xaxis.type === "date", ...xaxis },
      yaxis: { ...axis, ...yaxis },
    },
  };
}

async function draw(slot) {
  const Plotly = await load();
  if (!slot.isConnected) return;
  const { data, layout } = dress(JSON.parse(slot.dataset.figure));
  await Plotly.react(slot, data, layout, { displayModeBar: false, locale: root.lang === "fr" ? "fr" : "en-US" });
  slot.dataset.drawn = "";
  widths.observe(slot);
}

const sizes = new WeakMap();
const widths = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const known = sizes.get(target);
    sizes.set(target, contentRect.width);
    if (known && known !== contentRect.width) window.Plotly.Plots.resize(target);
  }
});

const drawAll = (slots) => document.querySelectorAll(slots).forEach(draw);
const afterPaint = () => requestAnimationFrame(() => setTimeout(() => drawAll(`${SLOTS}:not([data-drawn])`), 0));

afterPaint();
document.addEventListener("htmx:afterSettle", afterPaint);
document.addEventListener("themechange", () => drawAll(SLOTS));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll(SLOTS));
document.addEventListener("htmx:beforeCleanupElement", (event) => {
  if (event.target.matches?.(SLOTS) && window.Plotly) {
    widths.unobserve(event.target);
    window.Plotly.purge(event.target);
  }
});
