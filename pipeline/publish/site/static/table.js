/* table.js: a table of the site with its filters, search, sums, charts and download, drawn by DataTables.
   Belongs here: the parts of such a page and how they follow the address. Does not belong here: computing over rows
   (rows.js), single cells (cells.js), charts (charts.js). */
(function () {
  "use strict";
  const { el, t, href, title, label } = jixiao;
  const PAGE_ROWS = 50;
  const WIDE_TEXT = 24;  /* characters that a narrow column would break into many lines */
  const PRINTED_ROWS = 3000;

  function readState(about, params, fixed) {
    const filters = {};
    for (const name of about.filters) { filters[name] = params.getAll(name); }
    const sort = params.get("sort") || about.sort;
    return { filters: { ...filters, ...fixed }, search: params.get("q") || "", sort: sort.replace(/^-/, ""), descending: sort.startsWith("-"),
      doubtful: params.get("doubtful") === "1", batch: Math.max(1, Number(params.get("batch")) || 1), page: Math.max(1, Number(params.get("page")) || 1) };
  }

  /* The choice with which a table begins that has too many rows to be loaded whole: its newest year. */
  function narrowed(parts, state) {
    if (["fiscal_year", "region"].some((name) => (state.filters[name] || []).length)) { return state.filters; }
    const [newest, place] = parts[0].keys[0];
    const ofYear = parts.flatMap((part) => part.keys).filter(([year]) => year === newest).reduce((sum, [, , rows]) => sum + rows, 0);
    return { ...state.filters, fiscal_year: [String(newest ?? "")], ...(ofYear > jixiao.rows.FULL_ROWS ? { region: [place ?? ""] } : {}) };
  }

  class TablePage {
    constructor(element, name, options) {
      this.element = element;
      this.name = name;
      this.about = jixiao.index().tables[name];
      this.fixed = options.fixed || {};
      this.path = options.path || name;
      this.options = options;
      this.ordered = [];
    }

    async open(params) {
      await Promise.all([jixiao.script("assets/datatables.js"), this.loadFor(params)]);
      this.build();
      this.apply();
      return this;
    }

    async loadFor(params) {
      this.parts = await jixiao.rows.parts(this.name);
      this.total = jixiao.rows.count(this.parts);
      const state = readState(this.about, params, this.fixed);
      const { numbers } = this.options;
      let wanted = numbers ? numbers.map((number) => this.parts[number]) : this.parts;
      if (!numbers && this.total > jixiao.rows.FULL_ROWS) {
        state.filters = narrowed(this.parts, state);
        wanted = jixiao.rows.chosenParts(this.parts, state.filters);
      }
      const batches = jixiao.rows.batches(wanted);
      state.batch = Math.min(state.batch, batches.length);
      const batch = batches[state.batch - 1];
      const key = batch.map((part) => part.name).join();
      if (this.loaded !== key) {
        this.rows = await jixiao.rows.load(this.name, batch);
        this.loaded = key;
      }
      this.batches = batches;
      this.state = state;
    }

    /* Whether rows of the table are not here that nobody excluded. */
    isPart() { return !this.options.numbers && this.rows.count < this.total; }

    /* What of the table is loaded, and the way to what is not. */
    drawPart() {
      const { batches, state } = this;
      const lines = [];
      if (this.isPart()) {
        lines.push(el("p", { text: t("part.loaded", { loaded: jixiao.format.number(this.rows.count), all: jixiao.format.number(this.total) }) + " " }, [
          el("a", { href: href("names"), text: t("part.names") })]));
      }
      if (batches.length > 1) {
        const step = (batch, word) => (batch < 1 || batch > batches.length ? ""
          : el("button", { type: "button", text: t(word), on: { click: () => this.change({ batch, page: 1 }) } }));
        lines.push(el("p", {}, [t("part.batch", { all: jixiao.format.number(batches.reduce((sum, one) => sum + jixiao.rows.count(one), 0)), batches: batches.length, batch: state.batch }) + " ",
          step(state.batch - 1, "part.before"), " ", step(state.batch + 1, "part.next")]));
      }
      this.part.replaceChildren(...lines);
    }

    async update(params) {
      await this.loadFor(params);
      this.apply();
    }

    /* Whether a column differs between the rows of this page at all. */
    isFree(name) {
      return !(name in this.fixed) && !(this.options.without || []).includes(name);
    }

    shown() {
      return this.about.shown.filter((name) => this.isFree(name));
    }

    searchable() {
      return Object.keys(this.about.columns).filter((name) => ["text", "code"].includes(this.about.columns[name].kind)
        && !/(^|_)(id|key|of)$|doubt|_en$/.test(name)).concat(jixiao.lang() === "en" ? ["message_en", "title_en", "reason_text_en"] : []);
    }

    build() {
      this.filterBar = el("div", { class: "filters" });
      this.part = el("div", { class: "part" });
      this.summary = el("p", { class: "summary", "aria-live": "polite" });
      this.charts = el("div", { class: "charts" });
      this.holder = el("div", { class: "table-holder" });
      const search = el("input", { type: "search", data: { role: "search" }, "aria-label": t("search"), placeholder: t("search.hint"), value: this.state.search });
      let waiting = null;
      search.addEventListener("input", () => {
        clearTimeout(waiting);
        performance.mark("jixiao:typed");
        waiting = setTimeout(() => this.change({ search: search.value, page: 1 }, true), 150);
      });
      this.search = search;
      const machine = el("input", { type: "checkbox", id: "machine-" + this.name });
      this.element.append(
        el("div", { class: "tools" }, [
          search,
          el("button", { type: "button", data: { role: "download-csv" }, text: t("csv"), on: { click: () => this.download(machine.checked) } }),
          el("label", { for: machine.id, class: "check" }, [machine, " " + t("csv.machine")]),
          el("button", { type: "button", class: "print", text: t("print"), on: { click: () => this.print() } }),
        ]),
        this.filterBar, this.part, this.summary, this.charts, this.holder);
      this.makeTable();
    }

    heading(name) {
      const kind = this.about.columns[name].kind;
      return el("th", { scope: "col", class: "kind-" + kind, title: name, text: title(this.name, name, true) });
    }

    makeTable() {
      const names = this.shown();
      const heads = names.map((name) => this.heading(name));
      const hasEvidence = Boolean(this.about.evidence);
      if (hasEvidence) { heads.splice(1, 0, el("th", { scope: "col", class: "kind-evidence", text: t("evidence.column") })); }
      const table = el("table", { class: "rows", data: { role: "table" }, "aria-label": t("page." + this.name) }, [el("thead", {}, [el("tr", {}, heads)])]);
      this.holder.replaceChildren(table);
      const columns = names.map((name) => ({ name, data: null, className: "kind-" + this.about.columns[name].kind,
        render: (_, type, row) => (type === "display" ? this.cell(row.row, name) : "") }));
      if (hasEvidence) {
        columns.splice(1, 0, { name: "@evidence", data: null, orderable: false, className: "kind-evidence",
          render: (_, type, row) => (type === "display" ? this.evidenceLink(row.row) : "") });
      }
      const at = columns.findIndex((column) => column.name === this.state.sort);
      this.quiet = true;
      this.table = new window.DataTable(table, {
        serverSide: true, searching: false, autoWidth: false, columns,
        order: at < 0 ? [] : [[at, this.state.descending ? "desc" : "asc"]],
        pageLength: PAGE_ROWS, lengthMenu: [25, 50, 100, 500], displayStart: (this.state.page - 1) * PAGE_ROWS,
        layout: { topStart: null, topEnd: null, bottomStart: "info", bottomEnd: ["pageLength", "paging"] },
        language: words(),
        ajax: (request, done) => done(this.answer(request)),
        createdRow: (line, row) => this.dress(line, row.row),
      });
      this.table.on("order.dt", () => this.follow());
      this.table.on("page.dt", () => this.follow());
      this.quiet = false;
    }

    dress(line, row) {
      line.setAttribute("data-role", "row");
      const formId = this.rows.get(row, "form_id");
      if (formId) { line.setAttribute("data-form-id", formId); }
      const number = this.about.row ? this.rows.get(row, this.about.row) : this.about.table_name ? 0 : null;
      if (number !== null) { line.setAttribute("data-row-no", number); }
      if (this.rows.get(row, "is_total")) { line.classList.add("total"); }
    }

    /* What DataTables asks for: one page of the rows that pass, in order. */
    answer(request) {
      const rows = this.ordered.slice(request.start, request.length < 0 ? undefined : request.start + request.length);
      return { draw: request.draw, recordsTotal: this.rows.count, recordsFiltered: this.ordered.length, data: rows.map((row) => ({ row })) };
    }

    place(row) {
      const formId = this.rows.get(row, "form_id");
      if (!formId) { return null; }
      const tableName = this.about.table_name || this.rows.get(row, "table_name");
      const rowNo = this.about.row ? this.rows.get(row, this.about.row) : 0;
      return { formId, tableName, rowNo: rowNo === null ? 0 : rowNo };
    }

    fieldOf(row, place) {
      if (this.about.evidence !== "field") { return this.about.evidence; }
      const named = this.rows.get(row, "field") || (this.rows.get(row, "doubted") || "").split(" ")[0];
      return named || { form: "project_name", budget_line: "executed_yuan", indicator: "score" }[place.tableName];
    }

    evidenceLink(row) {
      const place = this.place(row);
      const field = place && this.fieldOf(row, place);
      if (!field) { return ""; }
      const what = this.rows.get(row, "name") || this.rows.get(row, "label_text") || this.rows.get(row, "project_name") || "";
      return el("a", { class: "evidence-link", href: jixiao.cells.evidenceAddress(place.formId, place.tableName, place.rowNo, field),
        "aria-label": t("evidence.of", { what }), text: t("evidence.open") });
    }

    cell(row, name) {
      const { kind } = this.about.columns[name];
      const value = this.rows.get(row, name);
      const own = jixiao.lang() === "en" && this.rows.columns[name + "_en"] ? this.rows.get(row, name + "_en") : value;
      const text = jixiao.format.kindValue(kind, name, own);
      let content = this.linked(row, name, text) || (kind === "text" ? jixiao.cells.long(text) : el("span", { text }));
      const listed = (this.rows.get(row, "doubtful") || "").split(" ");
      if (listed.includes(name)) {
        const codes = jixiao.cells.doubtsByField(this.rows.get(row, "doubts"))[name];
        content = jixiao.cells.doubtful(text || name === "project_name" ? content : el("span", { class: "empty", text: t("empty") }), codes);
      }
      const hidden = name === this.about.shown[0] ? this.hiddenDoubts(row, listed) : null;
      if (hidden) { content = el("span", {}, [content, hidden]); }
      const marks = name === this.about.shown[0] && this.rows.get(row, "is_example") ? [" ", jixiao.cells.exampleBadge()] : [];
      return el("span", { class: text.length > WIDE_TEXT ? "cell wide" : "cell" }, [content, ...marks]);
    }

    /* A badge for what is in doubt and has no cell of its own here. */
    hiddenDoubts(row, listed) {
      const shown = this.shown();
      const names = listed.filter((one) => one && !shown.includes(one));
      if (!names.length) { return null; }
      const codes = jixiao.cells.doubtsByField(this.rows.get(row, "doubts"));
      return jixiao.cells.badge(names.map((one) => label("doubtful", one) + t("colon") + jixiao.cells.reasonOf(codes[one])).join("\n"), "hidden");
    }

    linked(row, name, text) {
      const formId = this.rows.get(row, "form_id");
      if (name === "project_name" && formId) { return el("a", { href: href("projects/" + formId), text: jixiao.cells.formName(formId, text) }); }
      if (name === "department_normalized") {
        const id = this.rows.get(row, "department_id");
        return id ? el("a", { href: href("departments/" + id), text }) : null;
      }
      if (name === "path" && this.rows.columns.document_id) { return el("a", { href: href("documents/" + this.rows.get(row, "document_id")), text }); }
      return null;
    }

    /* Everything that follows from the state: rows that pass, filters, sums, charts, table. */
    apply() {
      const { state, rows } = this;
      const masks = {};
      for (const [name, wanted] of Object.entries(state.filters)) {
        if (wanted && wanted.length && rows.columns[name]) { masks[name] = rows.having(name, wanted); }
      }
      if (state.search.trim()) { masks["@search"] = rows.searched(state.search, this.searchable()); }
      if (state.doubtful) { masks["@doubtful"] = this.doubtfulMask(); }
      this.masks = masks;
      this.passed = rows.passing(masks);
      this.ordered = state.sort ? rows.sorted(this.passed, state.sort, state.descending) : this.passed;
      if (document.activeElement !== this.search && this.search.value !== state.search) { this.search.value = state.search; }
      jixiao.filters.draw(this);
      this.drawPart();
      jixiao.sums.draw(this);
      if (!this.options.withoutCharts) { jixiao.charts.draw(this); }
      const at = this.table.settings()[0].aoColumns.findIndex((column) => column.sName === state.sort);
      this.quiet = true;
      if (at >= 0) { this.table.order([[at, state.descending ? "desc" : "asc"]]); }
      const length = this.table.page.len();
      this.table.page(Math.min(state.page - 1, Math.max(0, Math.ceil(this.ordered.length / length) - 1)));
      this.table.draw("page");
      this.quiet = false;
    }

    doubtfulMask() {
      const column = this.rows.columns.doubtful;
      return column ? Uint8Array.from(column.codes, (code) => (code >= 0 && column.values[code] ? 1 : 0)) : new Uint8Array(this.rows.count).fill(1);
    }

    /* DataTables was asked for another order or page. */
    follow() {
      if (this.quiet) { return; }
      const [order] = this.table.order();
      const sort = order ? this.table.settings()[0].aoColumns[order[0]].sName : "";
      const page = this.table.page() + 1;
      if (sort !== this.state.sort || (order && (order[1] === "desc") !== this.state.descending)) {
        setTimeout(() => this.change({ sort, descending: order && order[1] === "desc", page: 1 }, true));
      } else if (page !== this.state.page) {
        setTimeout(() => this.change({ page }, true));
      }
    }

    /* Another state: into the address, which then changes the page. */
    change(changes, replaces) {
      const state = { ...this.state, ...changes };
      const params = new URLSearchParams(Object.entries(this.options.kept || {}));
      for (const [name, values] of Object.entries(state.filters)) {
        if (!(name in this.fixed)) { values.forEach((value) => params.append(name, value)); }
      }
      if (state.search) { params.append("q", state.search); }
      const sort = (state.descending ? "-" : "") + state.sort;
      if (state.sort && sort !== this.about.sort) { params.append("sort", sort); }
      if (state.doubtful) { params.append("doubtful", "1"); }
      if (state.batch > 1 && !("filters" in changes)) { params.append("batch", state.batch); }
      if (state.page > 1) { params.append("page", state.page); }
      jixiao.go(href(this.path, params), replaces);
    }

    /* Choose or drop one value of a filter. */
    toggle(name, value) {
      const chosen = this.state.filters[name] || [];
      const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
      this.change({ filters: { ...this.state.filters, [name]: next }, page: 1 });
    }

    download(isMachine) {
      const names = isMachine ? Object.keys(this.rows.columns) : this.about.shown;
      const units = { money: t("unit.yuan"), percent: "%", points: t("unit.points") };
      const heading = names.map((name) => {
        if (isMachine) { return name; }
        const unit = units[this.about.columns[name].kind];
        const word = title(this.name, name);
        return unit ? t("with_unit", { title: word, unit }) : word;
      });
      /* A table that lists no doubts has no empty column of them, which would look like certainty. */
      const listsDoubts = Boolean(this.rows.columns.doubtful);
      if (!isMachine) { heading.push(...(listsDoubts ? [t("doubt.column")] : []), ...(this.about.evidence ? [t("evidence.address")] : [])); }
      const rows = this.ordered.map((row) => {
        const cells = names.map((name) => {
          const value = this.rows.get(row, name);
          const kind = (this.about.columns[name] || {}).kind;
          if (isMachine || value === null) { return value; }
          return kind === "code" ? label(name, value) : kind === "yes" ? t(value ? "yes" : "no") : value;
        });
        if (!isMachine) { cells.push(...(listsDoubts ? [this.doubtText(row)] : []), ...(this.about.evidence ? [this.evidenceText(row)] : [])); }
        return cells;
      });
      jixiao.csv.download("jixiao_" + this.name + ".csv", heading, rows);
    }

    /* The address of the evidence below the folder of the site, wherever that is opened. */
    evidenceText(row) {
      const link = this.evidenceLink(row);
      return link ? "index.html" + link.getAttribute("href") : null;
    }

    doubtText(row) {
      return (this.rows.get(row, "doubtful") || "").split(" ").filter(Boolean).map((name) => label("doubtful", name)).join(t("comma"));
    }

    /* Print all rows that pass, not the page of them that is shown. */
    print() {
      const length = this.table.page.len();
      this.quiet = true;
      this.table.page.len(Math.min(PRINTED_ROWS, Math.max(this.ordered.length, 1))).draw();
      window.print();
      this.table.page.len(length).draw();
      this.quiet = false;
    }
  }

  function words() {
    return { info: t("table.info"), infoEmpty: t("table.none"), infoFiltered: t("table.filtered"), emptyTable: t("table.none"), zeroRecords: t("table.none"),
      lengthMenu: t("table.length"), thousands: ",",
      paginate: { first: "«", previous: "‹", next: "›", last: "»" },
      aria: { orderable: t("table.orderable"), orderableReverse: t("table.reverse"), paginate: { first: t("table.first"), previous: t("table.previous"), next: t("table.next"), last: t("table.last") } } };
  }

  /* A table page in an element: a promise of something that follows the address. */
  jixiao.tablePage = (element, name, params, options) => new TablePage(element, name, options || {}).open(params);
})();
