/* evidence_pages.js: the pages of a document as they are printed, with every value that was read at its place.
   Belongs here: pictures, tables and lines, frames, zoom. Does not belong here: what is said of a value (evidence.js).
   Texts of documents go in by textContent alone. */
(function () {
  "use strict";
  const { el, t } = jixiao;
  const SVG = "http://www.w3.org/2000/svg";
  const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];
  const squeezed = (text) => String(text === null || text === undefined ? "" : text).replace(/\s+/g, "");

  /* Marks an element as a place of values: reachable, titled, leading to their evidence. */
  function makeCell(viewer, node, values) {
    const current = values.findIndex((value) => value.key === viewer.key);
    const next = values[(current + 1) % values.length];
    node.classList.add("ev-cell");
    node.title = viewer.hint(values);
    node.setAttribute("role", "link");
    node.tabIndex = 0;
    node.setAttribute("aria-label", node.title);
    const doubtful = values.some((value) => viewer.doubted.has(value.key));
    if (doubtful) node.classList.add("ev-doubted");
    const go = () => jixiao.go(viewer.addressOf(next));
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
    image.src = jixiao.at(page.src);
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
    const isSheet = /spreadsheet|excel/.test(viewer.mediaType);
    const word = isSheet ? "evidence.sheet" : page && page.kind === "table" ? "evidence.text" : "evidence.page";
    const caption = el("figcaption", { text: t(word, { page: number }) });
    let body;
    if (!page) body = el("p", { class: "ev-missing", text: t(jixiao.index().documents.not_drawn ? "evidence.missing.many" : "evidence.missing.file") });
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

  jixiao.evidencePages = { viewerNode };
})();
