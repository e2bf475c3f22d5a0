/* page_project.js: a project, the form as printed beside the form as read; and the evidence of one value.
   Belongs here: the form as read. Does not belong here: the printed page and the panel (evidence.js). */
(function () {
  "use strict";
  const { el, t, href, title, label, cells } = jixiao;
  jixiao.pages = jixiao.pages || {};
  const FACTS = ["department", "implementing_unit", "project_code", "fiscal_year", "region", "money_unit", "total_weight", "total_score", "computed_score", "reviewed_score", "grade"];
  const TEXTS = ["expected_goal", "adjusted_goal", "actual_goal", "content_overview", "conclusion", "problems", "measures", "deviation_analysis", "remarks"];
  const LINES = ["label_text", "initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan", "execution_rate_pct", "computed_rate_pct", "weight", "score", "reason_text"];
  const INDICATORS = ["level1", "level2", "name", "target_text", "actual_text", "weight", "score", "shortfall", "reason_text"];

  /* A value as a link to where it stands, marked where it is in doubt. */
  function value(form, tableName, row, rowNo, field) {
    const text = jixiao.format.value(tableName, field, row[field]);
    const hasCell = form.cell.some((cell) => cell.table_name === tableName && cell.row_no === rowNo && cell.field === field);
    const shown = text || t("empty");
    const content = hasCell ? el("a", { class: "value", href: cells.evidenceAddress(form.form_id, tableName, rowNo, field), text: shown }) : el("span", { class: text ? "" : "empty", text: shown });
    if (!(row.doubtful || []).includes(field)) { return content; }
    const codes = form.doubt.filter((one) => one.table_name === tableName && one.row_no === rowNo && one.field === field).map((one) => one.code);
    return cells.doubtful(content, codes);
  }

  function asRead(form) {
    const row = form.form;
    const filled = (names) => names.filter((name) => row[name] !== null || (row.doubtful || []).includes(name));
    return [
      cells.facts(filled(FACTS).map((name) => [title("form", name), value(form, "form", row, 0, name)])),
      table(form, "budget_line", "line_no", LINES),
      table(form, "indicator", "indicator_no", INDICATORS),
      ...filled(TEXTS).map((name) => el("section", { class: "goal" }, [el("h3", { text: title("form", name) }), el("p", {}, [value(form, "form", row, 0, name)])])),
    ];
  }

  function table(form, name, number, columns) {
    const rows = form[name];
    if (!rows.length) { return el("p", { class: "empty", text: t("project.none." + name) }); }
    const used = columns.filter((column) => rows.some((row) => row[column] !== null || (row.doubtful || []).includes(column)));
    const holder = cells.plainTable(t("project." + name), used, rows, (row, column) => value(form, name, row, row[number], column), used.map((column) => title(name, column, true)), used.map((column) => jixiao.about(name, column).kind));
    holder.querySelectorAll("tbody tr").forEach((line, place) => {
      line.setAttribute("data-role", "row");
      line.setAttribute("data-form-id", form.form_id);
      line.setAttribute("data-row-no", rows[place][number]);
      if (rows[place].is_total) { line.classList.add("total"); }
    });
    return holder;
  }

  function findings(form) {
    if (!form.finding.length) { return el("p", { class: "empty", text: t("project.none.finding") }); }
    const kinds = { form: "doubtless", reader: "resting" };
    return el("ul", { class: "findings" }, form.finding.map((finding) => el("li", { class: "severity-" + finding.severity }, [
      el("strong", {}, [label("severity", finding.severity) + " ", el("a", { href: href("methods", { q: finding.rule_id }), text: finding.rule_id + " " + jixiao.pick(finding.title, finding.title_en) })]),
      el("p", { text: jixiao.pick(finding.message, finding.message_en) }),
      el("p", { class: "action", text: jixiao.pick(finding.action, finding.action_en) }),
      el("p", { class: "kind " + kinds[finding.kind], text: label("kind", finding.kind) }),
    ])));
  }

  function notices(form) {
    const row = form.form;
    const said = [];
    if (row.is_example) { said.push(el("span", { class: "example", text: t("example") })); }
    if (row.form_kind === "department") { said.push(el("span", { class: "note", text: t("project.department") })); }
    if (row.duplicate_of) { said.push(el("a", { class: "note", href: href("projects/" + row.duplicate_of), text: t("project.duplicate") })); }
    return said.length ? el("p", { class: "notices" }, said) : "";
  }

  function where(form) {
    const row = form.form;
    return el("p", { class: "lead" }, [
      row.department_id ? el("a", { href: href("departments/" + row.department_id), text: row.department_normalized || t("unknown") }) : t("unknown"),
      " · ", row.fiscal_year ? String(row.fiscal_year) : t("unknown"), " · ",
      el("a", { href: href("documents/" + form.document_id), text: row.path }), " ",
      t("project.pages", { first: row.first_page ?? "?", last: row.last_page ?? "?" })]);
  }

  function mountEvidence(element, form, place) {
    if (jixiao.evidence) { jixiao.evidence.mount(element, form, place); }
  }

  jixiao.projectPage = async (main, formId) => {
    const form = await jixiao.forms.get(formId);
    const printed = el("section", { class: "printed", "aria-label": t("project.printed") });
    main.append(
      el("h1", { text: cells.formName(form.form_id, form.form.project_name) }), where(form), notices(form),
      el("div", { class: "tools" }, [el("button", { type: "button", class: "print", text: t("print"), on: { click: () => window.print() } })]),
      el("div", { class: "beside" }, [
        printed,
        el("section", { class: "read", "aria-label": t("project.read") }, [el("h2", { text: t("project.read") }), el("p", { class: "hint", text: t("project.hint") }), ...asRead(form), el("h2", { text: t("project.findings") }), findings(form)]),
      ]));
    mountEvidence(printed, form, null);
    return null;
  };

  jixiao.pages.evidence = async (main, path) => {
    const [formId, tableName, rowNo, field] = path;
    const form = await jixiao.forms.get(formId);
    const row = tableName === "form" ? form.form : (form[tableName] || []).find((one) => String(one[tableName === "indicator" ? "indicator_no" : "line_no"]) === rowNo);
    const what = [row && (row.name || row.label_text), title(tableName, field)].filter(Boolean).join(" · ");
    const body = el("div", { class: "evidence-page" });
    main.append(
      el("nav", { class: "crumbs", "aria-label": t("evidence.way") }, [el("a", { href: href("projects/" + formId), text: cells.formName(form.form_id, form.form.project_name) }), " › ", el("span", { text: what })]),
      el("h1", { text: what }), where(form),
      el("div", { class: "tools" }, [el("button", { type: "button", class: "print", text: t("print"), on: { click: () => window.print() } })]), body);
    mountEvidence(body, form, { table_name: tableName, row_no: Number(rowNo), field });
    return null;
  };
})();
