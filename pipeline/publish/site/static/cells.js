/* cells.js: one cell of a table: its value, its link, the mark of a doubt with the reason.
   Belongs here: elements for single values. Does not belong here: whole tables (table.js). */
(function () {
  "use strict";
  const { el, t, href, doubt, title } = jixiao;

  /* Where the evidence of a value is shown. */
  function evidenceAddress(formId, tableName, rowNo, field) {
    return href(["evidence", formId, tableName, String(rowNo), field].join("/"));
  }

  /* Codes of the doubts of a row by field, from `field=code field=code`. */
  function doubtsByField(text) {
    const found = {};
    for (const pair of (text || "").split(" ").filter(Boolean)) {
      const [field, code] = pair.split("=");
      (found[field] = found[field] || []).push(code);
    }
    return found;
  }

  /* What is said of a doubtful value; one that rests on doubtful values has no doubt of its own. */
  function reasonOf(codes) {
    return codes && codes.length ? codes.map((code) => doubt(code).sentence).join(" ") : t("doubt.rests");
  }

  /* A value that is in doubt: dotted line, badge, and the reason on hover and focus. */
  function doubtful(content, codes) {
    return el("span", { class: "doubtful", data: { role: "doubtful" } }, [el("span", { class: "doubted" }, [content]), badge(reasonOf(codes))]);
  }

  /* The mark itself; `kind` "hidden" is for values that the table does not show. */
  function badge(reason, kind) {
    const text = t(kind === "hidden" ? "doubt.other" : "doubt.badge");
    return el("span", { class: "badge", tabindex: "0", role: "note", "aria-label": text + t("colon") + reason, "data-tip": reason, text });
  }

  function exampleBadge() { return el("span", { class: "example", text: t("example") }); }

  /* The whole text stays readable: long ones open by a click. */
  function long(text) {
    return text.length > 90 ? el("details", { class: "long" }, [el("summary", { text: text.slice(0, 80) + "…" }), el("span", { text })]) : el("span", { text });
  }

  /* What a form is called: its project, or its place in the document where the name is not legible. */
  function formName(formId, name) {
    return name || t("unnamed", { number: Number(String(formId).split("-").pop()) });
  }

  /* Heading, value pairs as a list. */
  function facts(pairs) {
    return el("dl", { class: "facts" }, pairs.flatMap(([name, value]) => [el("dt", { text: name }), el("dd", {}, [value])]));
  }

  /* A small plain table; `columns` are names, `cell(row, name)` gives an element or a text. */
  function plainTable(caption, columns, rows, cell, headings, kinds) {
    const kind = (place) => (kinds ? "kind-" + kinds[place] : null);
    return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, [el("table", { class: "plain" }, [
      el("caption", { text: caption }),
      el("thead", {}, [el("tr", {}, columns.map((_, place) => el("th", { scope: "col", class: kind(place), text: headings[place] })))]),
      el("tbody", {}, rows.map((row) => el("tr", {}, columns.map((name, place) => el("td", { class: kind(place) }, [cell(row, name)]))))),
    ])]);
  }

  jixiao.cells = { evidenceAddress, doubtsByField, doubtful, badge, reasonOf, exampleBadge, long, formName, facts, plainTable, title };
})();
