/* overview_sums.js: the sums that come ready, narrowed to a choice of years, places, departments.
   Belongs here: adding up the ready sums, cards and the table of years. Does not belong here: rows of tables (sums.js). */
(function () {
  "use strict";
  const { el, t, format } = jixiao;
  const ADDED = ["forms", "doubtful_forms", "initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan", "unspent_yuan", "overspent_yuan", "rate_budget_yuan",
    "rate_executed_yuan", "incomplete_forms", "doubtful_executed_yuan", "doubtful_in_part_yuan", "indicators", "shortfall_indicators", "shortfall", "doubtful_shortfall"];

  /* A frame as objects, made once. */
  const made = new Map();
  function objects(name, table) {
    if (!made.has(name)) { made.set(name, jixiao.rows.objects(table)); }
    return made.get(name);
  }

  function passes(line, choice, without) {
    return Object.entries(choice).every(([name, values]) => name === without || !values.length || !(name in line) || values.includes(line[name] === null ? "" : String(line[name])));
  }

  function added(found) {
    const sums = Object.fromEntries(ADDED.map((name) => [name, 0]));
    for (const line of found) { for (const name of ADDED) { sums[name] += line[name] || 0; } }
    return sums;
  }

  /* The sums for a choice of years, places and departments. `largest` are lines of departments: all there are, in a
     large site those with most money; null where nobody added them up for such a choice. */
  class Sums {
    constructor(choice, subjects, largest, places) { Object.assign(this, { choice, subjects, largest, places }); }

    lines(subject) { return this.subjects[subject]; }

    chosen(subject, without) { return this.lines(subject).filter((line) => passes(line, this.choice, without)); }

    /* How many of a subject there are by a column, the most first; the choice of that column itself does not count. */
    by(subject, column, measure) {
      const isDepartment = column === "department_id";
      if (isDepartment && !this.largest) { return []; }
      const found = isDepartment ? this.largest.filter((line) => passes(line, this.choice, column)) : this.chosen(subject, column);
      const sums = new Map();
      for (const line of found) {
        const key = line[column] === null ? "" : String(line[column]);
        sums.set(key, (sums.get(key) || 0) + (line[measure] || 0));
      }
      return Array.from(sums, ([value, count]) => ({ value, count })).filter((one) => one.count > 0).sort((a, b) => b.count - a.count);
    }

    /* How a department is called. */
    department(id) {
      const line = [...(this.largest || []), ...this.lines("money")].find((one) => String(one.department_id ?? "") === id);
      return (line && line.department_normalized) || t("unknown");
    }

    of() {
      const found = this.chosen("money");
      const aside = this.chosen("left_out");
      const findings = this.chosen("findings");
      const named = [...found, ...aside, ...findings].map((line) => line.department_normalized).find(Boolean);
      /* In a part of all, a form whose department or year is in doubt may belong elsewhere. */
      const isPart = Object.values(this.choice).some((values) => values.length);
      const sum = (list, name) => list.reduce((all, line) => all + line[name], 0);
      const sums = added(found);
      return { ...sums, doubtful: isPart ? sums.doubtful_in_part_yuan : sums.doubtful_executed_yuan, name: named, findings: sum(findings, "findings"), readerFindings: sum(findings.filter((line) => line.kind === "reader"), "findings"),
        documents: sum(this.chosen("documents"), "documents"), aside: aside.map((line) => [line.standing, line.forms]) };
    }
  }

  const SUBJECTS = ["money", "grades", "findings", "documents", "left_out"];

  /* The sums for a choice: a promise, since a large site loads those of departments as they are asked for. */
  async function open(choice) {
    const { overview, departments } = jixiao.index();
    const subjects = Object.fromEntries(SUBJECTS.map((subject) => [subject, objects(subject, overview[subject])]));
    if (!departments) { return new Sums(choice, subjects, subjects.money, null); }
    const ids = choice.department_id || [];
    const [largest, ...pieces] = await Promise.all([largestOf(departments, choice), ...ids.map((id) => pieceOf(departments, id))]);
    if (!ids.length) { return new Sums(choice, subjects, largest, null); }
    const lines = (subject) => pieces.flatMap((piece) => piece[subject]);
    const own = Object.fromEntries(SUBJECTS.map((subject) => [subject, subject === "documents" ? subjects.documents : lines(subject)]));
    const places = (table) => lines("parts").filter((line) => line.table === table).map((line) => line.part).sort((a, b) => a - b);
    return new Sums(choice, own, largest, places);
  }

  /* The lines of one department. */
  async function pieceOf(departments, id) {
    const part = id ? jixiao.forms.part(id, departments.files) : 0;
    const name = "data/department/" + part;
    const tables = Number.isNaN(part) || part >= departments.files ? {} : await jixiao.load(name);
    const of = (subject) => (tables[subject] ? objects(name + " " + subject, tables[subject]).filter((line) => String(line.department_id ?? "") === id) : []);
    return Object.fromEntries(["money", "grades", "findings", "left_out", "parts"].map((subject) => [subject, of(subject)]));
  }

  /* The departments with most money for one year and one place, or for all of them. */
  async function largestOf(departments, choice) {
    const [years, places] = [choice.fiscal_year || [], choice.region || []];
    const number = places.length ? departments.places.findIndex((place) => (place ?? "") === places[0]) + 1 : 0;
    if (years.length > 1 || places.length > 1 || (places.length && !number)) { return null; }
    const name = "data/largest/" + number;
    return objects(name, await jixiao.load(name)).filter((line) => (years.length ? line.is_of_year && String(line.fiscal_year ?? "") === years[0] : !line.is_of_year))
      .map(({ fiscal_year, region, ...line }) => line);
  }

  function card(name, value, more, address) {
    return el("div", { class: "card" }, [el(address ? "a" : "span", { class: "card-name", href: address || null, text: name }), el("strong", { class: value.length > 14 ? "card-value long" : "card-value", text: value }), el("span", { class: "card-more", text: more })]);
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

  /* Lines by one of their columns, the figures of each as texts. */
  function figures(caption, first, found, column, keys, named) {
    const heads = [first, ...FIGURES.map((name) => t("years." + name))];
    const lines = keys.map((key) => ({ key, sums: added(found.filter((line) => line[column] === key)) }));
    const text = (sums, name) => ({
      forms: () => format.number(sums.forms), budget: () => format.money(sums.rate_budget_yuan), executed: () => format.money(sums.executed_yuan),
      doubtful: () => format.money(sums.doubtful_in_part_yuan), rate: () => format.rate(sums.rate_executed_yuan, sums.rate_budget_yuan),
      unspent: () => format.money(sums.unspent_yuan), shortfall: () => format.points(Math.round(sums.shortfall * 1e4) / 1e4),
    }[name]());
    return jixiao.cells.plainTable(caption, heads, lines, ({ key, sums }, head) => (head === first ? named(key) : el("span", { text: text(sums, FIGURES[heads.indexOf(head) - 1]) })), heads, KINDS);
  }

  /* One line by year. */
  function yearTable(sums) {
    const found = sums.chosen("money");
    const years = Array.from(new Set(found.map((line) => line.fiscal_year))).sort((a, b) => b - a);
    return figures(t("years.caption"), t("years.year"), found, "fiscal_year", years, (year) => el("span", { text: year === null ? t("unknown") : String(year) }));
  }

  /* One line by department, those with most money among the chosen ones. */
  function departmentTable(sums, most) {
    if (!sums.largest) { return el("p", { class: "hint", text: t("overview.departments.one") }); }
    const found = sums.choice.department_id.length ? sums.chosen("money") : sums.largest.filter((line) => passes(line, sums.choice));
    const names = new Map(found.map((line) => [line.department_id, line.department_normalized]));
    const money = new Map();
    for (const line of found) { money.set(line.department_id, (money.get(line.department_id) || 0) + (line.rate_budget_yuan || 0)); }
    const ids = Array.from(money).filter(([, yuan]) => yuan > 0).sort((a, b) => b[1] - a[1]).slice(0, most).map(([id]) => id);
    return figures(t("overview.departments", { count: ids.length }), t("page.departments"), found, "department_id", ids,
      (id) => (id === null ? el("span", { text: t("unknown") }) : el("a", { href: jixiao.href("departments/" + id), text: names.get(id) || t("unknown") })));
  }

  /* Which forms stand in no sum, as a sentence; an empty text where there are none. */
  function asideText(sums) {
    const counts = new Map();
    for (const [standing, forms] of sums.aside) { counts.set(standing, (counts.get(standing) || 0) + forms); }
    return Array.from(counts, ([standing, forms]) => t("aside." + standing, { count: forms })).join(t("comma"));
  }

  jixiao.overviewSums = { open, cards, yearTable, departmentTable, asideText };
})();
