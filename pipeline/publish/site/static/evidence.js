/* A page as it is printed beside what was read from it: every value at its place, one of them framed.

   Belongs here: pages (pictures, tables, lines), frames, the panel about one value. Does not belong here: where the
   data come from (core.js), the form as read (project.js). Texts of documents go in by textContent alone. */
(function () {
  "use strict";
  const jixiao = window.jixiao;
  const el = jixiao.el, t = jixiao.t;
  const SVG = "http://www.w3.org/2000/svg";
  const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];
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
  const squeezed = (text) => String(text === null || text === undefined ? "" : text).replace(/\s+/g, "");
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

  /* The title of a place where values were read: what each of them is. */
  function hint(form, values) {
    return values
      .map((value) => {
        const text = shown(form, value);
        const name = [rowName(form, value), jixiao.title(value.table_name, value.field)].filter(Boolean).join(" · ");
        return name + "：" + (text === null ? t("evidence.nothing") : text);
      })
      .join("\n");
  }

  /* ---------- pages ---------- */

  /* What all pages of one viewer share. */
  function makeViewer(form, place, of_document) {
    const values = valuesOf(form);
    const wanted = place ? values.get(keyOf(place)) : undefined;
    const sources = place && !(wanted && wanted.pieces.some(hasPlace)) ? sourcesOf(form, place, values) : [];
    const framed = new Set((wanted ? [wanted] : []).map((value) => value.key));
    return { form, place, values, wanted, sources, framed, origins: new Set(sources.map((v) => v.key)),
      pages: of_document.pages || {}, mediaType: of_document.media_type || "" };
  }

  function sourcesOf(form, place, values) {
    const found = [];
    for (const source of MADE_FROM[place.table_name + "." + place.field] || []) {
      for (const value of values.values()) {
        const fits = Array.isArray(source)
          ? value.table_name === source[0] && value.field === source[1]
          : value.table_name === place.table_name && String(value.row_no) === String(place.row_no) && value.field === source;
        if (fits && value.pieces.some(hasPlace)) found.push(value);
      }
    }
    return found;
  }

  /* Marks an element as a place of values: reachable, titled, leading to their evidence. */
  function makeCell(viewer, node, values) {
    const current = values.findIndex((value) => viewer.place && value.key === keyOf(viewer.place));
    const next = values[(current + 1) % values.length];
    node.classList.add("ev-cell");
    node.title = hint(viewer.form, values);
    node.setAttribute("role", "link");
    node.tabIndex = 0;
    node.setAttribute("aria-label", node.title);
    const doubtful = values.some((value) => viewer.doubted.has(value.key));
    if (doubtful) node.classList.add("ev-doubted");
    const go = () => jixiao.go(addressOf(viewer.form, next));
    node.addEventListener("click", go);
    node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); go(); }
    });
  }

  function asFrame(node, viewer, isSource) {
    node.dataset.role = isSource ? "source-frame" : "frame";
    node.classList.add(isSource ? "ev-source" : "ev-frame");
    if (!isSource) node.setAttribute("aria-current", "true");
    return node;
  }

  function frameKind(viewer, values) {
    if (values.some((value) => viewer.framed.has(value.key))) return "frame";
    if (values.some((value) => viewer.origins.has(value.key))) return "source";
    return "";
  }

  /* Values by the place where they stand on one page; several fields are often read from one cell. */
  function byPlace(viewer, number, placeOf) {
    const places = new Map();
    for (const value of viewer.values.values()) {
      for (const cell of value.pieces) {
        if (Number(cell.page) !== number) continue;
        const place = placeOf(cell);
        if (place === null) continue;
        if (!places.has(place)) places.set(place, { cell, values: [] });
        const known = places.get(place).values;
        if (!known.includes(value)) known.push(value);
      }
    }
    return places;
  }

  function imagePage(viewer, number, page) {
    const sheet = el("div", { class: "ev-sheet" });
    sheet.style.aspectRatio = page.width + " / " + page.height;
    const image = el("img", { class: "ev-image", data: { role: "page-image" } });
    image.loading = "lazy";
    image.decoding = "async";
    image.alt = t("evidence.page_image", { page: number });
    image.width = Math.round(page.width * 2);
    image.height = Math.round(page.height * 2);
    image.src = page.src;
    sheet.append(image);
    if (page.texts || page.covers) sheet.append(lettering(page));
    const put = (node, cell) => {
      node.style.left = (100 * cell.x0) / page.width + "%";
      node.style.top = (100 * cell.top) / page.height + "%";
      node.style.width = (100 * (cell.x1 - cell.x0)) / page.width + "%";
      node.style.height = (100 * (cell.bottom - cell.top)) / page.height + "%";
      return node;
    };
    const places = byPlace(viewer, number, (cell) =>
      cell.x0 === null ? null : [cell.x0, cell.top, cell.x1, cell.bottom].join(" "));
    const area = (entry) => (entry.cell.x1 - entry.cell.x0) * (entry.cell.bottom - entry.cell.top);
    /* Smaller places lie above the larger ones that hold them. */
    for (const entry of [...places.values()].sort((a, b) => area(b) - area(a))) {
      const node = put(el("div"), entry.cell);
      makeCell(viewer, node, entry.values);
      const kind = frameKind(viewer, entry.values);
      if (kind) asFrame(node, viewer, kind === "source");
      sheet.append(node);
    }
    return sheet;
  }

  /* Text in fonts that the file does not hold, and the word on what is covered, set in a font of the reader. */
  function lettering(page) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "ev-lettering");
    svg.setAttribute("viewBox", "0 0 " + page.width + " " + page.height);
    svg.setAttribute("aria-hidden", "true");
    const write = (x, y, size, width, text) => {
      const node = document.createElementNS(SVG, "text");
      node.setAttribute("x", x);
      node.setAttribute("y", y);
      node.setAttribute("font-size", size);
      if (width > 0) { node.setAttribute("textLength", width); node.setAttribute("lengthAdjust", "spacingAndGlyphs"); }
      node.textContent = text;
      svg.append(node);
    };
    for (const [x, baseline, size, width, text] of page.texts || []) write(x, baseline, size, width, text);
    for (const [x0, top, x1, bottom] of page.covers || []) {
      const size = Math.min(9, bottom - top, (x1 - x0) / 3);
      write((x0 + x1) / 2 - 1.5 * size, (top + bottom) / 2 + 0.35 * size, size, 0, t("evidence.cover"));
    }
    return svg;
  }

  function tablePage(viewer, number, page) {
    const atOf = (cell) => cell.line_no + ":" + cell.column_first + ":" + cell.column_last;
    const places = byPlace(viewer, number, (cell) => (cell.line_no === null ? null : atOf(cell)));
    /* Parts of a document may count their rows anew: of several cells at one place the one with the text is meant. */
    const candidates = new Map();
    const note = (item) => {
      const at = item.at && item.at.join(":");
      if (at && places.has(at)) candidates.set(at, [...(candidates.get(at) || []), item]);
    };
    for (const table of page.tables) {
      table.above.forEach(note);
      for (const row of table.rows) row.forEach(note);
    }
    (page.below || []).forEach(note);
    const meant = new Map();
    for (const [at, items] of candidates) {
      const raw = squeezed(places.get(at).cell.raw_value);
      const same = items.filter((item) => squeezed(item.text) === raw);
      const item = items.length === 1 ? items[0] : same.length === 1 ? same[0] : null;
      if (item) meant.set(item, places.get(at).values);
    }
    const used = page.tables.map((table) =>
      table.above.some((line) => meant.has(line)) || table.rows.some((row) => row.some((cell) => meant.has(cell))));
    const first = used.indexOf(true), last = used.lastIndexOf(true);
    const sheet = el("div", { class: "ev-sheet ev-document", data: { role: "page-image" } });
    const mark = (node, item) => {
      const values = meant.get(item);
      if (!values) return node;
      makeCell(viewer, node, values);
      const kind = frameKind(viewer, values);
      if (kind) asFrame(node, viewer, kind === "source");
      return node;
    };
    page.tables.forEach((table, index) => {
      if (first >= 0 && (index < first || index > last)) return;
      for (const line of table.above) sheet.append(mark(el("p", { text: line.text }), line));
      const body = el("tbody");
      for (const row of table.rows) {
        const line = el("tr");
        for (const cell of row) {
          const node = el("td", { text: cell.text });
          if (cell.row_span) node.rowSpan = cell.row_span;
          if (cell.column_span) node.colSpan = cell.column_span;
          line.append(mark(node, cell));
        }
        body.append(line);
      }
      sheet.append(el("table", { class: "ev-table" }, [body]));
    });
    if (first < 0 || last === page.tables.length - 1) {
      for (const line of page.below || []) sheet.append(mark(el("p", { text: line.text }), line));
    }
    return sheet;
  }

  function linesPage(viewer, number, page) {
    /* Columns are those between tabs, as table cell counts them. */
    const fields = new Map();
    const frames = [];
    for (const value of viewer.values.values()) {
      for (const cell of value.pieces) {
        if (Number(cell.page) !== number || cell.line_no === null) continue;
        for (let column = cell.column_first; column <= cell.column_last; column += 1) {
          const at = cell.line_no + ":" + column;
          fields.set(at, [...(fields.get(at) || []), value]);
        }
        const kind = frameKind(viewer, [value]);
        if (kind) frames.push({ cell, kind });
      }
    }
    const sheet = el("div", { class: "ev-sheet ev-raw", data: { role: "page-image" } });
    page.lines.forEach((text, index) => {
      const number_of_line = page.first_line + index;
      const line = el("div", { class: "ev-line" }, [el("span", { class: "ev-number", text: String(number_of_line) })]);
      const own = frames.filter((frame) => frame.cell.line_no === number_of_line);
      let box = line, ends = -1;
      text.split("\t").forEach((field, column) => {
        const begins = own.find((frame) => frame.cell.column_first === column);
        if (column > 0 && column > ends) line.append(el("span", { class: "ev-tab", text: "\t" }));
        else if (column > 0) box.append(el("span", { class: "ev-tab", text: "\t" }));
        if (begins && column > ends) {
          box = asFrame(el("mark"), viewer, begins.kind === "source");
          ends = begins.cell.column_last;
          line.append(box);
        } else if (column > ends) box = line;
        const node = el("span", { class: "ev-field", text: field });
        const values = fields.get(number_of_line + ":" + column);
        if (values && field.trim()) makeCell(viewer, node, values);
        box.append(node);
      });
      sheet.append(line);
    });
    return sheet;
  }

  function onePage(viewer, number) {
    const page = viewer.pages[String(number)];
    const caption = el("figcaption", { text: t("evidence.page", { page: number }) });
    let body;
    if (!page) body = el("p", { class: "ev-missing", text: t("evidence.missing.not_drawn") });
    else if (page.kind === "image") body = imagePage(viewer, number, page);
    else if (page.kind === "table") body = tablePage(viewer, number, page);
    else if (page.kind === "lines") body = linesPage(viewer, number, page);
    else body = el("p", { class: "ev-missing", text: t("evidence.missing." + page.reason) });
    return el("figure", { class: "ev-page", data: { page: String(number) } }, [caption, body]);
  }

  /* The pages on which a form stands, and those that its values name. */
  function pagesOf(form) {
    const numbers = new Set(form.cell.map((cell) => Number(cell.page)).filter(Boolean));
    return [...numbers].sort((a, b) => a - b);
  }

  function viewerNode(viewer) {
    const numbers = pagesOf(viewer.form);
    const scroll = el("div", { class: "ev-scroll" });
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", t("evidence.as_printed_page"));
    for (const number of numbers) scroll.append(onePage(viewer, number));
    let zoom = 1;
    const label = el("output", { class: "ev-zoom" });
    const setZoom = (next) => {
      const before = scroll.scrollHeight;
      zoom = next;
      scroll.style.setProperty("--ev-zoom", String(zoom));
      label.textContent = Math.round(zoom * 100) + "%";
      scroll.scrollTop *= scroll.scrollHeight / Math.max(before, 1);
      const frame = scroll.querySelector("[data-role=frame]");
      if (frame) frame.scrollIntoView({ block: "center", inline: "center" });
    };
    const step = (by) => {
      const next = ZOOMS.findIndex((one) => one >= zoom) + by;
      setZoom(ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, next))]);
    };
    const button = (sign, word, act) => {
      const node = el("button", { class: "ev-button", text: sign, on: { click: act } });
      node.type = "button";
      node.title = t(word);
      node.setAttribute("aria-label", t(word));
      return node;
    };
    const turn = (by) => {
      const figures = [...scroll.querySelectorAll("figure")];
      const top = scroll.getBoundingClientRect().top;
      const at = figures.filter((figure) => figure.getBoundingClientRect().top <= top + 40).length - 1;
      const next = figures[Math.max(0, Math.min(figures.length - 1, at + by))];
      if (next) next.scrollIntoView({ block: "start" });
    };
    const bar = el("div", { class: "ev-bar" }, [
      button("−", "evidence.zoom_out", () => step(-1)), label, button("+", "evidence.zoom_in", () => step(1)),
      button("⤢", "evidence.zoom_fit", () => setZoom(1)),
    ]);
    if (numbers.length > 1) {
      bar.append(button("↑", "evidence.page_before", () => turn(-1)), button("↓", "evidence.page_next", () => turn(1)));
    }
    scroll.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "+" || event.key === "=") step(1);
      else if (event.key === "-") step(-1);
      else if (event.key === "0") setZoom(1);
      else return;
      event.preventDefault();
    });
    setZoom(1);
    return el("section", { class: "ev-viewer" }, [bar, scroll]);
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

    const read = shown(form, place);
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
          el("li", {}, [link(form, value, valueName(form, value) + "：" + (shown(form, value) || t("evidence.nothing")))])))]));
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
          + (shown(viewer.form, value) || t("evidence.nothing")))]))));
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
          el("a", { href: jixiao.href("methods/" + finding.rule_id),
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
    const step = (value, sign, word, key) => {
      if (!value) return;
      const node = link(viewer.form, value, sign + " " + t(word));
      node.title = valueName(viewer.form, value);
      node.dataset.key = key;
      nav.append(node);
    };
    if (at >= 0) {
      step(all[at - 1], "←", "evidence.before", "[");
      step(all[at + 1], "→", "evidence.next", "]");
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
    const of_document = await jixiao.load("pages/" + form.document_id).catch(() => null);
    const viewer = makeViewer(form, place, of_document || {});
    viewer.doubted = new Set((form.doubt || []).map(keyOf));
    const node = viewerNode(viewer);
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
