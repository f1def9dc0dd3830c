/* Draws the charts of the scorecard from the numbers in the page. Every chart has a table beside it. */
(() => {
  "use strict";

  const PRINT_WIDTH = 660;
  const card = JSON.parse(document.getElementById("scorecard").textContent);
  const root = document.documentElement;
  const percent = (share) => (100 * share).toFixed(1) + "\u00a0%";
  const count = (n) => n.toLocaleString("en-US");

  function colours() {
    const style = getComputedStyle(root);
    const names = ["ink", "muted", "line", "card", "accent", "accent-soft", "warn", "good", "out"];
    return Object.fromEntries(names.map((name) => [name, style.getPropertyValue("--" + name).trim()]));
  }

  function shorten(text, length) {
    return text.length > length ? text.slice(0, length - 1) + "…" : text;
  }

  function base(colour) {
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colour.ink },
      tooltip: {
        trigger: "axis",
        renderMode: "richText",
        axisPointer: { type: "shadow", shadowStyle: { color: colour.line, opacity: 0.35 } },
        backgroundColor: colour.card,
        borderColor: colour.line,
        textStyle: { color: colour.ink },
      },
      grid: { left: 8, right: 24, top: 16, bottom: 8, containLabel: true },
    };
  }

  function categories(labels, colour, length) {
    return {
      type: "category",
      data: labels,
      axisLine: { lineStyle: { color: colour.line } },
      axisTick: { show: false },
      axisLabel: { color: colour.ink, formatter: (text) => shorten(text, length) },
    };
  }

  function values(colour, formatter) {
    return {
      type: "value",
      min: 0,
      splitNumber: 4,
      splitLine: { lineStyle: { color: colour.line } },
      axisLabel: { color: colour.muted, formatter, hideOverlap: true, showMinLabel: true },
    };
  }

  function whisker(isFlat, colour) {
    return (params, api) => {
      const place = (share) => api.coord(isFlat ? [share, api.value(0)] : [api.value(0), share]);
      const [low, high] = [place(api.value(1)), place(api.value(2))];
      const [x, y] = isFlat ? [0, 5] : [5, 0];
      const line = (from, to) => ({
        type: "line",
        shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
        style: { stroke: colour.ink, lineWidth: 1.5 },
      });
      const cap = (at) => line([at[0] - x, at[1] - y], [at[0] + x, at[1] + y]);
      return { type: "group", silent: true, children: [line(low, high), cap(low), cap(high)] };
    };
  }

  /* Shares as bars with their intervals as whiskers; `isFlat` lays the bars down. */
  function shares(rows, outcome, isFlat, colour) {
    const known = rows.filter((row) => row.outcome.value !== null);
    const axis = values(colour, (share) => +(100 * share).toFixed(2) + " %");
    const names = categories(known.map((row) => row.label), colour, isFlat ? 32 : 12);
    const bars = known.map((row) => ({
      value: row.outcome.value,
      itemStyle: { color: row.flag ? colour.out : colour.accent },
    }));
    const bounds = known
      .map((row, index) => [index, row.outcome.low, row.outcome.high, row.flag])
      .filter((bound) => !bound[3]);
    const option = base(colour);
    option.tooltip.formatter = (items) => {
      const { label, outcome: rate, flag_label: flag } = known[items[0].dataIndex];
      const range = `between ${percent(rate.low)} and ${percent(rate.high)}`;
      const text = `${label}\n${count(rate.n)} of ${count(rate.of)} reached ${outcome}`;
      return `${text}\n${percent(rate.value)}, ${range}` + (flag ? `\n${flag}` : "");
    };
    option[isFlat ? "xAxis" : "yAxis"] = axis;
    option[isFlat ? "yAxis" : "xAxis"] = isFlat ? { ...names, inverse: true } : names;
    const encode = isFlat ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] };
    option.series = [
      { type: "bar", data: bars, barMaxWidth: isFlat ? 18 : 26 },
      { type: "custom", renderItem: whisker(isFlat, colour), encode, data: bounds, z: 3 },
    ];
    return option;
  }

  function ownership(colour) {
    const rows = card.ownership.months;
    const option = base(colour);
    const series = (name, data, paint) => ({
      name, type: "bar", stack: "leads", data, barMaxWidth: 30, itemStyle: { color: paint },
    });
    option.grid.top = 40;
    option.legend = { top: 0, left: 0, textStyle: { color: colour.ink }, itemWidth: 12, itemHeight: 12, icon: "rect" };
    option.xAxis = categories(rows.map((row) => row.label), colour, 12);
    option.yAxis = values(colour, count);
    option.tooltip.formatter = (items) => {
      const { label, n_leads: n, unowned } = rows[items[0].dataIndex];
      return `${label}\n${count(n)} leads\n${count(unowned.n)} without an owner (${percent(unowned.value)})`;
    };
    option.series = [
      series("With an owner", rows.map((row) => row.n_leads - row.unowned.n), colour["accent-soft"]),
      series("Without an owner", rows.map((row) => row.unowned.n), colour.warn),
    ];
    return option;
  }

  function quotas(colour) {
    const isAsked = (row) => row.opened_share !== null || row.amount_share !== null;
    const rows = card.quotas.periods.filter(isAsked);
    const currencies = new Set(rows.map((row) => row.currency));
    const labels = rows.map((row) => row.label + (currencies.size > 1 ? `, ${row.currency}` : "")
      + (row.is_over ? "" : " (not over)"));
    const option = base(colour);
    const bar = (name, key, paint) => ({
      name, type: "bar", barMaxWidth: 26, itemStyle: { color: paint },
      data: rows.map((row) => row[key]),
    });
    option.grid.top = 40;
    option.legend = { top: 0, left: 0, textStyle: { color: colour.ink }, itemWidth: 12, itemHeight: 12, icon: "rect" };
    option.grid.right = 52;
    option.xAxis = categories(labels, colour, 36);
    option.yAxis = values(colour, (share) => +(100 * share).toFixed(0) + " %");
    option.tooltip.formatter = (items) => {
      const row = rows[items[0].dataIndex];
      const lines = [labels[items[0].dataIndex]];
      if (row.opened_share !== null) {
        lines.push(`${count(row.n_opened)} of ${count(row.n_asked)} opened, ${percent(row.opened_share)}`);
      }
      if (row.amount_share !== null) lines.push(`${percent(row.amount_share)} of the amount accepted`);
      return lines.join("\n");
    };
    const quota = {
      silent: true, symbol: "none", data: [{ yAxis: 1 }],
      label: { formatter: "quota", position: "end", color: colour.muted },
      lineStyle: { color: colour.ink, type: "dashed", width: 1 },
    };
    option.series = [
      { ...bar("Opportunities opened", "opened_share", colour.accent), markLine: quota },
      bar("Amount accepted", "amount_share", colour["accent-soft"]),
    ];
    return option;
  }

  const drawers = {
    sources: (colour) => shares(card.sources.rows, card.sources.outcome_label, true, colour),
    campaigns: (colour) => shares(card.campaigns.rows, card.campaigns.outcome_label, true, colour),
    cohorts: (colour) => shares(card.cohorts.rows, card.cohorts.outcome_label, false, colour),
    ownership,
    quotas,
  };

  const drawn = [];

  function draw() {
    const colour = colours();
    for (const { chart, drawer } of drawn) chart.setOption(drawer(colour), true);
  }

  function start() {
    root.classList.add("js");
    for (const element of document.querySelectorAll("[data-chart]")) {
      const chart = echarts.init(element, null, { renderer: "svg" });
      drawn.push({ element, chart, drawer: drawers[element.dataset.chart] });
    }
    draw();
    for (const details of document.querySelectorAll("details[data-beside-chart]")) details.open = false;
    new ResizeObserver(() => {
      if (!root.classList.contains("print")) drawn.forEach(({ chart }) => chart.resize());
    }).observe(document.body);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    addEventListener("beforeprint", () => {
      root.classList.add("print");
      document.querySelectorAll("details:not([open])").forEach((details) => {
        details.open = true;
        details.dataset.wasClosed = "";
      });
      drawn.forEach(({ chart }) => chart.resize({ width: PRINT_WIDTH }));
      draw();
    });
    addEventListener("afterprint", () => {
      root.classList.remove("print");
      document.querySelectorAll("details[data-was-closed]").forEach((details) => {
        details.open = false;
        delete details.dataset.wasClosed;
      });
      drawn.forEach(({ chart }) => chart.resize({ width: "auto" }));
      draw();
    });
  }

  start();
})();
