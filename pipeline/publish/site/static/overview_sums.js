/* overview_sums.js: the sums that come ready with the first file, narrowed to a choice of years, places, departments.
   Belongs here: adding up the ready sums, cards and the table of years. Does not belong here: rows of tables (sums.js). */
(function () {
  "use strict";
  const { el, t, format, label } = jixiao;
  const ADDED = ["forms", "doubtful_forms", "initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan", "unspent_yuan", "overspent_yuan", "rate_budget_yuan",
    "rate_executed_yuan", "incomplete_forms", "doubtful_executed_yuan", "doubtful_in_part_yuan", "indicators", "shortfall_indicators", "shortfall", "doubtful_shortfall"];

  /* The lines of a subject as objects, made once. */
  const made = new Map();
  function lines(subject) {
    if (!made.has(subject)) {
      made.set(subject, jixiao.rows.objects(jixiao.index().overview[subject]));
    }
    return made.get(subject);
  }

  function passes(line, choice, without) {
    return Object.entries(choice).every(([name, values]) => name === without || !values.length || !(name in line) || values.includes(line[name] === null ? "" : String(line[name])));
  }

  function chosen(subject, choice, without) { return lines(subject).filter((line) => passes(line, choice, without)); }

  function added(found) {
    const sums = Object.fromEntries(ADDED.map((name) => [name, 0]));
    for (const line of found) { for (const name of ADDED) { sums[name] += line[name] || 0; } }
    return sums;
  }

  /* How many of a subject there are by a column, the most first; the choice of that column itself counts if `isNarrowed`. */
  function by(subject, column, measure, choice, isNarrowed) {
    const sums = new Map();
    for (const line of chosen(subject, choice, isNarrowed ? null : column)) {
      const key = line[column] === null ? "" : String(line[column]);
      sums.set(key, (sums.get(key) || 0) + (line[measure] || 0));
    }
    return Array.from(sums, ([value, count]) => ({ value, count })).filter((one) => one.count > 0).sort((a, b) => b.count - a.count);
  }

  function of(choice) {
    const found = chosen("money", choice);
    const aside = chosen("left_out", choice);
    const named = [...found, ...aside, ...chosen("findings", choice)].map((line) => line.department_normalized).find(Boolean);
    const findings = chosen("findings", choice);
    /* In a part of all, a form whose department or year is in doubt may belong elsewhere. */
    const isPart = Object.values(choice).some((values) => values.length);
    const sum = (list, name) => list.reduce((all, line) => all + line[name], 0);
    const sums = added(found);
    return { ...sums, doubtful: isPart ? sums.doubtful_in_part_yuan : sums.doubtful_executed_yuan, name: named, findings: sum(findings, "findings"), readerFindings: sum(findings.filter((line) => line.kind === "reader"), "findings"),
      documents: sum(chosen("documents", choice), "documents"), aside: aside.map((line) => [line.standing, line.forms]) };
  }

  function card(name, value, more, address) {
    return el("div", { class: "card" }, [el(address ? "a" : "span", { class: "card-name", href: address || null, text: name }), el("strong", { class: "card-value", text: value }), el("span", { class: "card-more", text: more })]);
  }

  /* The main figures, each with the part of it that is in doubt. */
  function cards(sums, linkTo) {
    const to = (page) => (linkTo ? linkTo(page) : null);
    return el("div", { class: "cards" }, [
      card(t("card.forms"), format.number(sums.forms), t("card.forms.more", { doubtful: format.number(sums.doubtful_forms) }), to("projects")),
      card(t("card.budget"), format.sum(sums.rate_budget_yuan), sums.incomplete_forms ? t("card.budget.more", { count: sums.incomplete_forms }) : t("card.budget.whole"), to("budget")),
      card(t("card.executed"), format.sum(sums.executed_yuan), t("card.executed.more", { doubtful: format.sum(sums.doubtful) }), to("budget")),
      card(t("card.rate"), format.rate(sums.rate_executed_yuan, sums.rate_budget_yuan), t("card.rate.more", { unspent: format.sum(sums.unspent_yuan) }), to("budget")),
      card(t("card.shortfalls"), format.number(sums.shortfall_indicators), t("card.shortfalls.more", { points: format.points(Math.round(sums.shortfall * 1e4) / 1e4), doubtful: format.points(Math.round(sums.doubtful_shortfall * 1e4) / 1e4) }), to("shortfalls")),
      card(t("card.findings"), format.number(sums.findings), t("card.findings.more", { doubtful: format.number(sums.readerFindings) }), to("findings")),
    ]);
  }

  const FIGURES = ["forms", "budget", "executed", "doubtful", "rate", "unspent", "shortfall"];
  const KINDS = ["text", ...FIGURES.map(() => "money")];

  /* Lines of the subject money by one of its columns, the figures of each as texts. */
  function figures(caption, first, column, choice, keys, named) {
    const heads = [first, ...FIGURES.map((name) => t("years." + name))];
    const found = chosen("money", choice);
    const lines = keys.map((key) => ({ key, sums: added(found.filter((line) => line[column] === key)) }));
    const text = (sums, name) => ({
      forms: () => format.number(sums.forms), budget: () => format.money(sums.rate_budget_yuan), executed: () => format.money(sums.executed_yuan),
      doubtful: () => format.money(sums.doubtful_in_part_yuan), rate: () => format.rate(sums.rate_executed_yuan, sums.rate_budget_yuan),
      unspent: () => format.money(sums.unspent_yuan), shortfall: () => format.points(Math.round(sums.shortfall * 1e4) / 1e4),
    }[name]());
    return jixiao.cells.plainTable(caption, heads, lines, ({ key, sums }, head) => (head === first ? named(key) : el("span", { text: text(sums, FIGURES[heads.indexOf(head) - 1]) })), heads, KINDS);
  }

  /* One line by year. */
  function yearTable(choice) {
    const years = Array.from(new Set(chosen("money", choice).map((line) => line.fiscal_year))).sort((a, b) => b - a);
    return figures(t("years.caption"), t("years.year"), "fiscal_year", choice, years, (year) => el("span", { text: year === null ? t("unknown") : String(year) }));
  }

  /* One line by department, those with most money. */
  function departmentTable(choice, most) {
    const names = new Map(chosen("money", choice).map((line) => [line.department_id, line.department_normalized]));
    const ids = by("money", "department_id", "rate_budget_yuan", { ...choice }, true).slice(0, most).map((one) => one.value || null);
    return figures(t("overview.departments", { count: ids.length }), t("page.departments"), "department_id", choice, ids,
      (id) => (id === null ? el("span", { text: t("unknown") }) : el("a", { href: jixiao.href("departments/" + id), text: names.get(id) || t("unknown") })));
  }

  /* Which forms stand in no sum, as a sentence; an empty text where there are none. */
  function asideText(sums) {
    const counts = new Map();
    for (const [standing, forms] of sums.aside) { counts.set(standing, (counts.get(standing) || 0) + forms); }
    return Array.from(counts, ([standing, forms]) => t("aside." + standing, { count: forms })).join(t("comma"));
  }

  jixiao.overviewSums = { of, by, cards, yearTable, departmentTable, asideText, lines, label };
})();
