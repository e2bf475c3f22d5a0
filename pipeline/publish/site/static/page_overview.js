/* page_overview.js: the first page: main figures, charts that narrow each other, departments.
   Belongs here: that page. Does not belong here: adding up (overview_sums.js), drawing bars (charts.js). */
(function () {
  "use strict";
  const { el, t, href, format, label } = jixiao;
  jixiao.pages = jixiao.pages || {};
  const CHOICES = ["fiscal_year", "region", "department_id"];

  const CHARTS = [
    { id: "year", subject: "money", column: "fiscal_year", measure: "forms", filter: "fiscal_year", named: (value) => value },
    { id: "region", subject: "money", column: "region", measure: "forms", filter: "region", named: (value) => value },
    { id: "department", subject: "money", column: "department_id", measure: "rate_budget_yuan", filter: "department_id", named: (value, sums) => sums.department(value), money: true },
    { id: "grade", subject: "grades", column: "grade_class", measure: "forms", to: "projects", named: (value) => label("grade_class", value) },
    { id: "severity", subject: "findings", column: "severity", measure: "findings", to: "findings", named: (value) => label("severity", value) },
    { id: "outcome", subject: "documents", column: "outcome", measure: "documents", to: "documents", named: (value) => label("outcome", value) },
  ];

  function choiceOf(params) { return Object.fromEntries(CHOICES.map((name) => [name, params.getAll(name)])); }

  class Overview {
    constructor(main) {
      this.choice = el("div", { class: "filters" });
      this.cards = el("div", {});
      this.charts = el("div", { class: "charts" });
      this.departments = el("div", {});
      this.aside = el("p", { class: "hint" });
      main.append(el("h1", { text: t("overview.title") }), el("p", { class: "lead", text: t("overview.lead") }), this.choice, this.cards, this.aside, this.charts, this.departments, el("p", {}, [el("a", { href: href("departments"), text: t("overview.departments.all") })]),
        el("h2", { text: t("overview.ways") }), ways());
      this.boxes = CHARTS.map((chart) => ({ chart, holder: jixiao.charts.box(t("chart." + chart.id)) }));
      this.charts.append(...this.boxes.map((one) => one.holder));
    }

    async update(params) {
      const chosen = choiceOf(params);
      this.chosen = chosen;
      const ready = await jixiao.overviewSums.open(chosen);
      /* Somebody may have chosen otherwise meanwhile. */
      if (this.chosen !== chosen) { return this; }
      this.sums = ready;
      const sums = ready.of();
      this.cards.replaceChildren(jixiao.overviewSums.cards(sums, (page) => this.cardLink(page)));
      const aside = jixiao.overviewSums.asideText(sums);
      this.aside.textContent = aside ? t("overview.aside", { what: aside }) : "";
      this.departments.replaceChildren(jixiao.overviewSums.departmentTable(this.sums, 20));
      this.drawChoice();
      for (const { chart, holder } of this.boxes) { this.drawChart(chart, holder); }
      return this;
    }

    pick(name, value) {
      const chosen = this.chosen[name].includes(value) ? [] : [value];
      jixiao.go(href("", { ...this.chosen, [name]: chosen }));
    }

    drawChoice() {
      const chosen = CHOICES.flatMap((name) => this.chosen[name].map((value) => [name, value]));
      this.choice.replaceChildren(...chosen.map(([name, value]) => el("button", { type: "button", class: "chip", "aria-label": t("filter.remove", { what: this.nameOf(name, value) }), text: this.nameOf(name, value) + " ✕", on: { click: () => this.pick(name, value) } })));
    }

    drawChart(chart, holder) {
      const values = this.sums.by(chart.subject, chart.column, chart.measure);
      /* One year or one place alone says nothing. */
      holder.hidden = !values.length || (values.length === 1 && ["fiscal_year", "region"].includes(chart.filter) && !this.chosen[chart.filter].length);
      if (holder.hidden) { return; }
      const text = (count) => (chart.money ? format.sum(count) : format.number(count));
      const chosen = chart.filter ? this.chosen[chart.filter] : [];
      const bars = values.slice(0, 8).map((one) => ({ ...one, label: one.value === "" ? t("unknown") : chart.named(one.value, this.sums), text: text(one.count), chosen: chosen.length ? chosen.includes(one.value) : true }));
      const said = bars.map((one) => one.label + " " + one.text).join(t("comma"));
      holder.setAttribute("aria-label", t("chart." + chart.id) + t("colon") + said);
      const onPick = (value) => (chart.filter ? this.pick(chart.filter, value) : jixiao.go(href(chart.to, { ...this.passedOn(chart.to), [chart.column]: [value] })));
      jixiao.charts.bars(holder, bars, { description: said, onPick });
    }

    nameOf(name, value) { return value === "" ? t("unknown") : name === "department_id" ? this.sums.department(value) : value; }

    /* Where a card leads: to its table, or to the department that is chosen. */
    cardLink(page) {
      const [department] = this.chosen.department_id;
      return department ? href("departments/" + department, { ...this.passedOn(), table: page }) : href(page, this.passedOn());
    }

    /* Year and place go along to a table. */
    passedOn() { return { fiscal_year: this.chosen.fiscal_year, region: this.chosen.region }; }
  }

  function ways() {
    return el("ul", { class: "ways" }, ["budget", "shortfalls", "reasons", "findings", "departments", "projects", "indicators", "documents", "methods", "dictionary"].map((page) => el("li", {}, [el("a", { href: href(page), text: t("page." + page) }), el("span", { text: t("lead." + page) })])));
  }

  jixiao.pages.overview = (main, _, params) => new Overview(main).update(params);
})();
