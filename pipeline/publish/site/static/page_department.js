/* page_department.js: a department: its years, and the tables of its projects, shortfalls and findings.
   Belongs here: that page. Does not belong here: the tables themselves (table.js), the sums (sums of the overview). */
(function () {
  "use strict";
  const { el, t, href } = jixiao;
  const TABLES = ["projects", "budget", "shortfalls", "reasons", "findings"];

  jixiao.departmentPage = async (main, id, params) => {
    const ready = await jixiao.overviewSums.open({ department_id: [id] });
    const sums = ready.of();
    if (!sums.name) { throw new Error(id); }
    const shown = TABLES.includes(params.get("table")) ? params.get("table") : "projects";
    main.append(
      el("h1", { text: sums.name }),
      jixiao.overviewSums.cards(sums),
      jixiao.overviewSums.yearTable(ready),
      el("div", { class: "tabs" }, TABLES.map((name) => el("a", { href: href("departments/" + id, { table: name }), "aria-current": name === shown ? "true" : null, text: t("page." + name) }))));
    const holder = el("section", { "aria-label": t("page." + shown) });
    main.append(holder);
    const page = await jixiao.tablePage(holder, shown, params, { fixed: { department_id: [id] }, path: "departments/" + id, kept: { table: shown }, without: ["department_normalized"], numbers: ready.places && ready.places(shown) });
    /* Another table is another page. */
    return { update: (next) => {
      const wanted = TABLES.includes(next.get("table")) ? next.get("table") : "projects";
      if (wanted === shown) { page.update(next); } else { window.dispatchEvent(new Event("jixiao:again")); }
    } };
  };
})();
