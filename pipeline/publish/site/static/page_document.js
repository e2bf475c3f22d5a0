/* page_document.js: one document: where it comes from, what became of it, what to do where it was refused.
   Belongs here: that page. */
(function () {
  "use strict";
  const { el, t, href, label, cells } = jixiao;

  jixiao.documentPage = async (main, id) => {
    const { files } = jixiao.index().documents;
    const documents = /^[0-9a-f]{16}$/.test(id) ? await jixiao.load("data/document/" + jixiao.forms.part(id, files)).catch(() => ({})) : {};
    const found = documents[id];
    if (!found) { throw new Error(id); }
    const text = (value) => (value === null || value === undefined || value === "" ? "—" : String(value));
    const safe = /^https?:\/\//.test(found.source_url || "") ? found.source_url : null;
    main.append(
      el("h1", { text: found.path }),
      el("p", { class: "outcome outcome-" + found.outcome, text: label("outcome", found.outcome) }),
      found.reason_text ? el("p", { class: "refusal", text: jixiao.pick(found.reason_text, found.reason_text_en) }) : "",
      cells.facts([
        [t("document.publisher"), text(found.publisher)],
        [t("document.source"), safe ? el("a", { href: safe, rel: "noreferrer noopener", target: "_blank", text: safe }) : text(found.source_url)],
        [t("document.retrieved"), text(found.retrieved_on)],
        [t("document.route"), found.route ? label("route", found.route) : "—"],
        [t("document.pages"), text(found.pages)],
        [t("document.hash"), text(found.document_id)],
      ]));
    if (found.refusals.length) {
      main.append(el("h2", { text: t("document.refused") }), el("ul", { class: "refusals" }, found.refusals.map((one) => el("li", {}, [
        el("strong", { text: one.page === null ? t("document.whole") : t("document.page", { page: one.page }) }), el("p", { text: jixiao.pick(one.sentence, one.sentence_en) }),
        one.excerpt ? el("blockquote", { text: one.excerpt }) : ""]))));
    }
    if (found.forms.length) {
      main.append(el("h2", { text: t("document.forms") }), el("ul", {}, found.forms.map((one) => el("li", {}, [el("a", { href: href("projects/" + one.form_id), text: cells.formName(one.form_id, one.project_name) })]))));
    }
    return null;
  };
})();
