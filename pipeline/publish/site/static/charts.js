/* charts.js: charts by Vega-Lite. A click on a bar filters the table and the other charts.
   Belongs here: which charts a table has, and drawing bars. Does not belong here: counting (rows.js). */
(function () {
  "use strict";
  const { el, t, title } = jixiao;
  const MOST_BARS = 8;
  const COLOURS = { bar: "#2f6f9f", other: "#c5d3de", doubtful: "#d79b2f" };

  /* By table: the columns that rows are counted by, and the column that is added up in place of counting. */
  const CHARTS = {
    projects: [{ by: "department_normalized" }, { by: "grade_class" }, { by: "fiscal_year" }],
    budget: [{ by: "department_normalized", sum: "form_executed_yuan", counts: "form" }, { by: "funding_source", sum: "executed_yuan", counts: "leaf" }],
    shortfalls: [{ by: "department_normalized", sum: "shortfall" }, { by: "level2", sum: "shortfall" }],
    indicators: [{ by: "level2" }, { by: "department_normalized" }],
    reasons: [{ by: "category" }, { by: "department_normalized" }],
    findings: [{ by: "rule_id" }, { by: "severity" }, { by: "department_normalized" }],
    departments: [],
    documents: [{ by: "outcome" }, { by: "route" }],
  };

  /* Draw bars into an element, or give the bars that are there new values. `onPick` is told the value of a bar. */
  async function bars(holder, values, options) {
    await jixiao.script("assets/vega.js");
    const data = values.map((one, at) => ({ ...one, at, state: one.chosen === false ? "other" : "bar" }));
    /* Room for labels on the left and for the numbers behind the bars. */
    const longest = Math.max(...data.map((one) => one.text.length), 1);
    const labels = Math.min(175, 14 * Math.max(...data.map((one) => one.label.length), 1));
    if (holder.view && holder.bars === data.length && labels <= holder.labels && longest <= holder.longest) {
      holder.view.data("rows", data).run();
      return;
    }
    const wide = Math.max(90, Math.min(420, (holder.plot.clientWidth || 320) - labels - 9 * longest - 20));
    const spec = {
      description: options.description, width: wide, height: { step: 20 }, background: null, autosize: { type: "pad", contains: "content" },
      data: { name: "rows", values: data },
      config: { font: "system-ui, 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif", view: { stroke: null }, axis: { labelFontSize: 12, titleFontSize: 12, labelLimit: 170 } },
      layer: [
        { mark: { type: "bar", cursor: options.onPick ? "pointer" : "default", tooltip: false },
          encoding: { color: { field: "state", type: "nominal", legend: null, scale: { domain: Object.keys(COLOURS), range: Object.values(COLOURS) } } } },
        { mark: { type: "text", align: "left", dx: 4, fontSize: 12, color: "#333" }, encoding: { text: { field: "text", type: "nominal" } } },
      ],
      encoding: {
        /* Order and length follow the rows that are there now, also after they are exchanged. */
        y: { field: "label", type: "nominal", sort: { field: "at", op: "min" }, title: null, axis: { ticks: false, domain: false } },
        x: { field: "count", type: "quantitative", title: options.measure || null, axis: null, stack: null, scale: { zero: true, nice: false } },
      },
    };
    const made = await window.vegaEmbed(holder.plot, spec, { actions: false, renderer: "svg", ast: true, defaultStyle: false, tooltip: false });
    if (holder.view) { holder.view.finalize(); }
    holder.view = made.view;
    Object.assign(holder, { bars: data.length, labels, longest });
    if (options.onPick) {
      made.view.addEventListener("click", (_, item) => { if (item && item.datum && item.datum.value !== undefined) { options.onPick(item.datum.value); } });
    }
  }

  function box(heading) {
    const holder = el("figure", { class: "chart", data: { role: "chart" } }, [el("figcaption", { text: heading })]);
    holder.plot = el("div", { class: "plot" });
    holder.append(holder.plot);
    return holder;
  }

  function draw(page) {
    const charts = CHARTS[page.name] || [];
    if (!page.chartBoxes) {
      page.chartBoxes = charts.filter((chart) => page.isFree(chart.by)).map((chart) => ({ chart, holder: box(heading(page, chart)) }));
      page.charts.replaceChildren(...page.chartBoxes.map((one) => one.holder));
    }
    for (const { chart, holder } of page.chartBoxes) { drawOne(page, chart, holder); }
  }

  function heading(page, chart) {
    const by = title(page.name, chart.by);
    return t("chart.count", { by, what: chart.sum ? title(page.name, chart.sum.replace(/^form_/, ""), true) : t("unit.rows." + page.name) });
  }

  function drawOne(page, chart, holder) {
    const { rows } = page;
    const weight = chart.sum ? jixiao.sums.weight(page, chart) : null;
    const isMoney = chart.sum && page.about.columns[chart.sum].kind === "money";
    const said = (count) => (isMoney ? jixiao.format.money(Math.round(count)) : jixiao.format.number(Math.round(count * 1e4) / 1e4));
    const counted = rows.counted(rows.passing(page.masks, chart.by), chart.by, weight).filter((one) => one.count > 0);
    holder.hidden = counted.length < 1;
    if (holder.hidden) { return; }
    const chosen = page.state.filters[chart.by] || [];
    const values = counted.slice(0, MOST_BARS).map((one) => ({ ...one, text: said(one.count), label: chart.counts === "leaf" && one.value === "total" ? t("chart.undivided") : jixiao.filters.named(page, chart.by, one.value), chosen: chosen.length ? chosen.includes(one.value) : true }));
    const isFilter = page.about.filters.includes(chart.by);
    const description = heading(page, chart) + t("colon") + values.map((one) => one.label + " " + one.text).join(t("comma"));
    holder.setAttribute("aria-label", description);
    bars(holder, values, { description, onPick: isFilter ? (value) => page.toggle(chart.by, value) : null });
    let more = holder.querySelector(".more");
    if (!more) { more = el("p", { class: "more" }); holder.append(more); }
    more.textContent = counted.length > MOST_BARS ? t("chart.more", { count: counted.length - MOST_BARS }) : "";
  }

  jixiao.charts = { draw, bars, box };
})();
