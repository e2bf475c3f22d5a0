/* sums.js: what the rows of a table add up to, each budget once, with the part that is in doubt.
   Belongs here: which rows count in a sum. Does not belong here: sums of the overview, which come ready. */
(function () {
  "use strict";
  const { t, format } = jixiao;

  const OF_SUM = ["initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan", "form_kind", "duplicate_of"];
  const OF_KEY = ["region", "division_code", "fiscal_year", "department", "department_normalized", "department_id"];

  /* What makes a form doubtful in the sum that is shown: in a part of all, also whether it belongs there. */
  function doubted(page) {
    const isPart = ["fiscal_year", "region", "department_normalized", "department_id"].some((name) => (page.state.filters[name] || []).length);
    return isPart ? [...OF_SUM, ...OF_KEY] : OF_SUM;
  }

  /* A form counts unless it was published twice, is of a whole department, or is an example among real documents. */
  function counts(page, row) {
    const { rows } = page;
    const isAside = jixiao.index().release.data_kind === "mixed" && rows.get(row, "is_example");
    return !rows.get(row, "duplicate_of") && rows.get(row, "form_kind") !== "department" && !isAside;
  }

  function doubts(page, row, names) {
    const listed = (page.rows.get(row, "doubtful") || "").split(" ");
    return names.some((name) => listed.includes(name));
  }

  function add(page, rows, name, isDoubtful) {
    const sum = { all: 0, doubtful: 0 };
    for (const row of rows) {
      const value = page.rows.get(row, name);
      if (value === null) { continue; }
      sum.all += value;
      if (isDoubtful(row)) { sum.doubtful += value; }
    }
    return sum;
  }

  /* Budget, executed and rate of forms; `prefix` stands before the names of the amounts. */
  function money(page, rows, prefix) {
    const seen = new Set();
    const once = rows.filter((row) => {
      const form = page.rows.get(row, "form_id");
      return counts(page, row) && !seen.has(form) && seen.add(form);
    });
    const budget = prefix + "rate_budget_yuan";
    const executed = prefix + "executed_yuan";
    const names = doubted(page);
    const isDoubtful = (row) => doubts(page, row, names) || page.rows.get(row, "form_doubtful") === true;
    const whole = once.filter((row) => page.rows.get(row, budget) !== null && page.rows.get(row, executed) !== null);
    const sums = { budget: add(page, whole, budget, isDoubtful), executed: add(page, whole, executed, isDoubtful) };
    return t(prefix ? "sum.money.forms" : "sum.money", { forms: once.length, budget: format.sum(sums.budget.all), executed: format.sum(sums.executed.all),
      rate: format.rate(sums.executed.all, sums.budget.all), doubtful: format.sum(sums.executed.doubtful) })
      + (whole.length < once.length ? t("sum.incomplete", { count: once.length - whole.length }) : "");
  }

  function points(page, rows) {
    const once = new Map();
    for (const row of rows) {
      if (!counts(page, row) || page.rows.get(row, "is_counted") === false) { continue; }
      once.set(page.rows.get(row, "form_id") + " " + (page.about.row ? page.rows.get(row, page.about.row) : "") + (page.rows.get(row, "table_name") || ""), row);
    }
    const lost = add(page, Array.from(once.values()), "shortfall", (row) => doubts(page, row, ["shortfall", "score", "weight", "is_counted"]));
    return t("sum.points", { points: format.points(Math.round(lost.all * 1e4) / 1e4), doubtful: format.points(Math.round(lost.doubtful * 1e4) / 1e4) });
  }

  /* What a row adds to a chart: the money of a form once, of funding rows those that hold no others. */
  function weight(page, chart) {
    const { rows } = page;
    const seen = new Set();
    const passes = {
      form: (row) => { const form = rows.get(row, "form_id"); return !seen.has(form) && Boolean(seen.add(form)); },
      leaf: (row) => rows.get(row, "is_leaf"),
    }[chart.counts] || ((row) => rows.get(row, "is_counted") !== false);
    return (row) => (counts(page, row) && passes(row) ? rows.get(row, chart.sum) || 0 : 0);
  }

  const SUMS = {
    projects: (page, rows) => money(page, rows, ""),
    budget: (page, rows) => money(page, rows, "form_"),
    shortfalls: points, indicators: points, reasons: points,
  };

  function draw(page) {
    const { passed, rows, name } = page;
    /* Of a department only the rows are told: others stand in the same pieces. */
    const shown = page.options.numbers ? "sum.rows.department" : page.isPart() ? "sum.rows.part" : "sum.rows";
    const parts = [t(shown, { count: format.number(passed.length), all: format.number(rows.count) })];
    if (SUMS[name]) { parts.push(SUMS[name](page, passed)); }
    page.summary.textContent = parts.join(jixiao.lang() === "en" ? " " : "");
  }

  jixiao.sums = { draw, weight };
})();
