/* evidence.js: a value beside the place where it is printed: the page with its frame, and the panel about it.
   Belongs here: what a value was read from, the panel, mounting. Does not belong here: pages and frames
   (evidence_pages.js), where the data come from (forms.js). Texts of documents go in by textContent alone. */
(function () {
  "use strict";
  const { el, t } = jixiao;
  const NUMBERED = { budget_line: "line_no", indicator: "indicator_no" };
  /* What a value that has no place of its own is made from: fields of the same row, or [table, field] of every row. */
  const MADE_FROM = {
    "form.computed_score": [["indicator", "score"], ["budget_line", "score"]],
    "form.grade_class": ["grade"],
    "form.department_normalized": ["department"],
    "form.department_basis": ["department"],
    "form.department_id": ["department"],
    "form.unit_normalized": ["implementing_unit"],
    "form.project_key": ["project_name", "department"],
    "budget_line.computed_rate_pct": ["initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan"],
    "indicator.name_normalized": ["name"],
    "indicator.indicator_kind": ["name"],
    "indicator.target_value_base": ["target_text", "target_value", "target_unit"],
    "indicator.target_base_unit": ["target_text", "target_value", "target_unit"],
    "indicator.actual_value_base": ["actual_text", "actual_value", "actual_unit"],
    "indicator.actual_base_unit": ["actual_text", "actual_value", "actual_unit"],
    "indicator.shortfall": ["weight", "score"],
    "indicator.is_shared_reason": ["reason_text"],
  };

  const keyOf = (place) => [place.table_name, place.row_no, place.field].join("/");
  const hasPlace = (cell) => cell.line_no !== null || cell.x0 !== null;
  const addressOf = (form, place) =>
    jixiao.href("evidence/" + [form.form_id, place.table_name, place.row_no, place.field].join("/"));

  /* The values of a form that were read from it, in its order: one entry each, with all its pieces. */
  function valuesOf(form) {
    const values = new Map();
    for (const cell of form.cell) {
      const key = keyOf(cell);
      if (!values.has(key)) {
        values.set(key, { key, table_name: cell.table_name, row_no: cell.row_no, field: cell.field, pieces: [] });
      }
      values.get(key).pieces.push(cell);
    }
    for (const value of values.values()) value.pieces.sort((a, b) => a.piece - b.piece);
    return values;
  }

  function rowOf(form, place) {
    if (place.table_name === "form") return form.form;
    const rows = form[place.table_name] || [];
    return rows.find((row) => String(row[NUMBERED[place.table_name]]) === String(place.row_no)) || null;
  }

  function rowName(form, place) {
    const row = rowOf(form, place);
    if (place.table_name === "form" || !row) return "";
    const name = place.table_name === "indicator" ? row.name : row.label_text;
    return t("evidence.row_of." + place.table_name, { row: place.row_no }) + (name ? " " + name : "");
  }

  function shown(form, place) {
    const row = rowOf(form, place);
    if (!row || row[place.field] === null || row[place.field] === undefined) return null;
    return jixiao.format.value(place.table_name, place.field, row[place.field]);
  }

  /* The same with its unit, where it stands alone. */
  function shownAlone(form, place) {
    const text = shown(form, place);
    const units = { money: t("unit.wan"), points: t("unit.points") };
    const unit = units[(jixiao.about(place.table_name, place.field) || {}).kind];
    return text === null || !unit ? text : text + "\u00a0" + unit;
  }

  /* The title of a place where values were read: what each of them is. */
  function hint(form, values) {
    return values
      .map((value) => {
        const text = shownAlone(form, value);
        const name = [rowName(form, value), jixiao.title(value.table_name, value.field)].filter(Boolean).join(" · ");
        return name + "：" + (text === null ? t("evidence.nothing") : text);
      })
      .join("\n");
  }

  /* What all pages of one viewer share. */
  function makeViewer(form, place, of_document) {
    const values = valuesOf(form);
    const wanted = place ? values.get(keyOf(place)) : undefined;
    const sources = place && !(wanted && wanted.pieces.some(hasPlace)) ? sourcesOf(form, place, values) : [];
    const framed = new Set((wanted ? [wanted] : []).map((value) => value.key));
    return {
      form, place, values, wanted, sources, framed,
      key: place ? keyOf(place) : "",
      origins: new Set(sources.map((value) => value.key)),
      doubted: new Set((form.doubt || []).map(keyOf)),
      pages: of_document.pages || {},
      mediaType: of_document.media_type || "",
      hint: (of_place) => hint(form, of_place),
      addressOf: (value) => addressOf(form, value),
    };
  }

  function sourcesOf(form, place, values) {
    const found = [];
    for (const source of MADE_FROM[place.table_name + "." + place.field] || []) {
      for (const value of values.values()) {
        const fits = Array.isArray(source)
          ? value.table_name === source[0] && value.field === source[1]
          : value.table_name === place.table_name && String(value.row_no) === String(place.row_no) && value.field === source;
        const row = rowOf(form, value);
        const counts = row && row[value.field] !== null && row.is_counted !== false;
        if (fits && counts && value.pieces.some(hasPlace)) found.push(value);
      }
    }
    return found;
  }

  /* ---------- the panel ---------- */

  function block(title, nodes, attributes) {
    return el("section", Object.assign({ class: "ev-block" }, attributes || {}), [el("h3", { text: title }), ...nodes]);
  }

  function facts(pairs) {
    const list = el("dl", { class: "ev-facts" });
    for (const [name, text] of pairs) {
      if (text === null || text === undefined || text === "") continue;
      list.append(el("dt", { text: name }), el("dd", { text: String(text) }));
    }
    return list;
  }

  function column(number) {
    let name = "", rest = number + 1;
    while (rest > 0) {
      name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
      rest = Math.floor((rest - 1) / 26);
    }
    return name;
  }

  function placeText(viewer, cell) {
    const page = viewer.pages[String(cell.page)] || {};
    if (cell.x0 !== null) {
      return t("evidence.place_points", {
        page: cell.page, x0: cell.x0, top: cell.top, x1: cell.x1, bottom: cell.bottom,
      });
    }
    if (cell.line_no === null) return t("evidence.place_page", { page: cell.page });
    if (/spreadsheet|excel/.test(viewer.mediaType)) {
      const first = column(cell.column_first), last = column(cell.column_last);
      return t("evidence.place_sheet", {
        page: cell.page, cell: first + cell.line_no + (last !== first ? ":" + last + cell.line_no : ""),
      });
    }
    const word = page.kind === "table" ? "evidence.place_table" : "evidence.place_lines";
    const span = cell.column_first === cell.column_last
      ? String(cell.column_first + 1) : cell.column_first + 1 + "–" + (cell.column_last + 1);
    return t(word, { page: cell.page, line: cell.line_no, columns: span });
  }

  function printedText(cell) {
    if (cell.raw_value !== null && cell.raw_value.trim() !== "") return cell.raw_value;
    return t("evidence.blank");
  }

  function link(form, value, text) {
    return el("a", { href: addressOf(form, value), text });
  }

  function valueName(form, value) {
    return [rowName(form, value), jixiao.title(value.table_name, value.field)].filter(Boolean).join(" · ");
  }

  function ofPlace(rows, place) {
    return (rows || []).filter((row) => row.table_name === place.table_name
      && String(row.row_no) === String(place.row_no) && row.field === place.field);
  }

  function panelNode(viewer) {
    const { form, place, wanted } = viewer;
    const cell = wanted ? wanted.pieces[0] : null;
    const panel = el("section", { class: "ev-panel", data: { role: "evidence" } });
    panel.setAttribute("aria-label", t("evidence.title"));
    panel.append(stepsNode(viewer));

    const read = shownAlone(form, place);
    if (cell) {
      const printed = el("pre", { class: "ev-text", text: printedText(cell), data: { role: "as-printed" } });
      if (!(cell.raw_value || "").trim()) printed.classList.add("ev-empty");
      panel.append(block(t("evidence.as_printed"), [printed]));
    }
    const asRead = el("div", { class: "ev-text ev-read", data: { role: "as-read" },
      text: read === null ? t("evidence.nothing") : read });
    if (read === null) asRead.classList.add("ev-empty");
    panel.append(block(t("evidence.as_read"), [asRead]));

    if (!wanted || !wanted.pieces.some(hasPlace)) panel.append(noPlace(viewer, cell));
    for (const doubt of ofPlace(form.doubt, place)) panel.append(doubtNode(doubt));
    panel.append(...repairNodes(ofPlace(form.repair, place)));
    panel.append(...correctionNodes(ofPlace(form.correction, place)));
    panel.append(...findingNodes(form, place));
    if (cell) {
      panel.append(block(t("evidence.where"), [facts([
        [t("evidence.document"), form.form.path || form.document_id],
        ...wanted.pieces.filter(hasPlace).map((piece, index) =>
          [index ? "" : t("evidence.place"), placeText(viewer, piece)]),
        [t("evidence.origin"), jixiao.label("origin", cell.origin)],
        [t("evidence.state"), jixiao.label("state", cell.state)],
      ])]));
      const shared = [...viewer.values.values()].filter((value) => value !== wanted
        && value.pieces.some((one) => wanted.pieces.some((own) => hasPlace(own) && samePlace(one, own))));
      if (shared.length) {
        panel.append(block(t("evidence.same_place"), [el("ul", {}, shared.map((value) =>
          el("li", {}, [link(form, value, valueName(form, value) + "：" + (shownAlone(form, value) || t("evidence.nothing")))])))]));
      }
    }
    if (jixiao.desk && jixiao.desk.panel) jixiao.desk.panel(panel, form, place);
    return panel;
  }

  function samePlace(a, b) {
    return a.page === b.page && a.x0 === b.x0 && a.top === b.top && a.x1 === b.x1 && a.bottom === b.bottom
      && a.line_no === b.line_no && a.column_first === b.column_first && a.column_last === b.column_last;
  }

  function noPlace(viewer, cell) {
    const nodes = [el("p", { text: t(cell ? "evidence.place_unknown" : "evidence.no_place") })];
    if (viewer.sources.length) {
      nodes.push(el("p", { text: t("evidence.made_from") }));
      nodes.push(el("ul", {}, viewer.sources.map((value) =>
        el("li", {}, [link(viewer.form, value, valueName(viewer.form, value) + "："
          + (shownAlone(viewer.form, value) || t("evidence.nothing")))]))));
    }
    return el("section", { class: "ev-block ev-note", data: { role: "no-place" } }, nodes);
  }

  function doubtNode(doubt) {
    const known = jixiao.doubt(doubt.code) || {};
    const nodes = [el("p", { text: known.sentence || doubt.code })];
    if (doubt.detail) nodes.push(el("p", { class: "ev-detail", text: doubt.detail }));
    if (known.action) nodes.push(el("p", { class: "ev-action" }, [
      el("strong", { text: t("evidence.what_to_do") }), el("span", { text: known.action }),
    ]));
    return block(t("evidence.doubt"), nodes, { class: "ev-block ev-doubt", data: { role: "doubt" } });
  }

  function change(before, after) {
    return el("p", { class: "ev-change" }, [
      el("del", { text: before === null || before === "" ? t("evidence.blank") : before }), el("span", { text: " → " }),
      el("ins", { text: after === null || after === "" ? t("evidence.blank") : after }),
    ]);
  }

  function repairNodes(repairs) {
    if (!repairs.length) return [];
    return [block(t("evidence.repairs"), repairs.flatMap((repair) =>
      [el("p", { text: jixiao.label("rule", repair.rule) }), change(repair.before, repair.after)]),
    { class: "ev-block", data: { role: "repair" } })];
  }

  function correctionNodes(corrections) {
    if (!corrections.length) return [];
    return [block(t("evidence.corrections"), corrections.flatMap((one) => [
      change(one.before, one.after),
      el("p", { text: one.reason || "" }),
      el("p", { class: "ev-detail", text: [one.corrected_by, one.corrected_on, one.evidence].filter(Boolean).join(" · ") }),
    ]), { class: "ev-block", data: { role: "correction" } })];
  }

  function findingNodes(form, place) {
    const found = (form.finding || []).filter((finding) => finding.table_name === place.table_name
      && String(finding.row_no === null ? 0 : finding.row_no) === String(place.row_no));
    if (!found.length) return [];
    return [block(t(place.table_name === "form" ? "evidence.findings_of_form" : "evidence.findings_of_row"),
      found.map((finding) => el("div", { class: "ev-finding ev-" + finding.severity, data: { role: "finding" } }, [
        el("p", { text: jixiao.pick(finding.message, finding.message_en) }),
        el("p", { class: "ev-detail" }, [
          el("span", { class: "ev-severity", text: jixiao.label("severity", finding.severity) }),
          el("a", { href: jixiao.href("methods", { q: finding.rule_id }),
            text: finding.rule_id + " " + (jixiao.pick(finding.title, finding.title_en) || "") }),
        ]),
      ])))];
  }

  /* The values before and behind this one on the page. */
  function stepsNode(viewer) {
    const all = [...viewer.values.values()];
    const at = all.findIndex((value) => value.key === keyOf(viewer.place));
    const nav = el("nav", { class: "ev-steps" });
    nav.setAttribute("aria-label", t("evidence.steps"));
    const step = (value, word, key) => {
      if (!value) return;
      const node = link(viewer.form, value, t(word));
      node.title = valueName(viewer.form, value);
      node.dataset.key = key;
      nav.append(node);
    };
    if (at >= 0) {
      step(all[at - 1], "evidence.before", "[");
      step(all[at + 1], "evidence.next", "]");
    }
    return nav;
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (event.key !== "[" && event.key !== "]") return;
    const node = document.querySelector('.ev-steps a[data-key="' + event.key + '"]');
    if (node) { event.preventDefault(); node.click(); }
  }
  document.addEventListener("keydown", onKey);

  /* ---------- what others call ---------- */

  async function mount(element, form, place) {
    element.classList.add("ev");
    element.classList.toggle("ev-with-panel", Boolean(place));
    /* A site without the pages of a document still tells what was read. */
    const of_document = jixiao.index().documents.not_drawn ? null : await jixiao.load("pages/" + form.document_id).catch(() => null);
    const viewer = makeViewer(form, place, of_document || {});
    const node = jixiao.evidencePages.viewerNode(viewer);
    if (place) element.append(node, panelNode(viewer));
    else element.append(node);
    const scroll = node.querySelector(".ev-scroll");
    const frame = scroll.querySelector("[data-role=frame]") || scroll.querySelector("[data-role=source-frame]");
    if (frame) {
      frame.scrollIntoView({ block: "center", inline: "center" });
      window.scrollTo(0, 0);
    }
    return viewer;
  }

  jixiao.evidence = { mount };
})();
