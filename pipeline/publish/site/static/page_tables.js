/* page_tables.js: the pages that are one table: projects, budget, shortfalls, indicators, reasons, findings, documents.
   Belongs here: their heading and what is to be known before reading them. Does not belong here: the table (table.js). */
(function () {
  "use strict";
  const { el, t } = jixiao;
  jixiao.pages = jixiao.pages || {};

  function tablePage(name) {
    return (main, _, params) => {
      main.append(el("h1", { text: t("page." + name) }), el("p", { class: "lead", text: t("lead." + name) }));
      return jixiao.tablePage(main, name, params);
    };
  }

  for (const name of ["budget", "shortfalls", "indicators", "reasons", "findings"]) { jixiao.pages[name] = tablePage(name); }
  jixiao.pages.projects = (main, path, params) => (path[0] ? jixiao.projectPage(main, path[0]) : tablePage("projects")(main, path, params));
  jixiao.pages.departments = (main, path, params) => (path[0] ? jixiao.departmentPage(main, path[0], params) : tablePage("departments")(main, path, params));
  jixiao.pages.documents = (main, path, params) => (path[0] ? jixiao.documentPage(main, path[0]) : tablePage("documents")(main, path, params));
})();
