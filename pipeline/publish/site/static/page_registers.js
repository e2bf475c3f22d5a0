/* page_registers.js: methods and dictionary, which can be searched in Chinese and in English.
   Belongs here: these two pages. */
(function () {
  "use strict";
  const { el, t, pick, cells, label } = jixiao;
  jixiao.pages = jixiao.pages || {};

  /* A search field over blocks: a block stays that holds every word; the question stands in the address. */
  function searchOver(main, params, route, blocks) {
    const field = el("input", { type: "search", data: { role: "search" }, "aria-label": t("search"), placeholder: t("search.hint"), value: params.get("q") || "" });
    const found = el("p", { class: "summary", "aria-live": "polite" });
    const apply = (question) => {
      const words = question.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const block of blocks) {
        let any = 0;
        for (const line of block.lines) {
          const passes = words.every((word) => (line.text + block.text).includes(word));
          line.element.hidden = !passes;
          any += passes ? 1 : 0;
        }
        block.element.hidden = !any;
        if (words.length && any && block.element.tagName === "DETAILS") { block.element.open = true; }
        count += any;
      }
      found.textContent = t("search.found", { count });
    };
    field.addEventListener("input", () => { apply(field.value); jixiao.go(jixiao.href(route, { q: field.value }), true); });
    main.append(el("div", { class: "tools" }, [field]), found, ...blocks.map((block) => block.element));
    apply(field.value);
    return { update: (next) => { const q = next.get("q") || ""; if (q !== field.value) { field.value = q; apply(q); } } };
  }

  function columnLine(column) {
    const values = column.values.map(([code, zh, en]) => code + " " + pick(zh, en)).join(t("comma"));
    const unit = pick(...column.unit);
    const element = el("tr", {}, [
      el("td", {}, [el("code", { text: column.name })]), el("td", { text: pick(...column.title) }),
      el("td", { text: column.type + (unit ? " · " + unit : "") }), el("td", { text: pick(...column.description) + (values ? " " + values : "") }),
      el("td", { text: column.headings.join("、") })]);
    return { element, text: [column.name, ...column.title, ...column.description, ...column.headings, ...column.values.flat()].join(" ").toLowerCase() };
  }

  jixiao.pages.dictionary = async (main, _, params) => {
    const entries = await jixiao.load("data/dictionary");
    main.append(el("h1", { text: t("page.dictionary") }), el("p", { class: "lead", text: t("lead.dictionary") }));
    const heads = ["name", "title", "type", "meaning", "headings"].map((one) => t("dictionary." + one));
    const blocks = entries.map((entry) => {
      const lines = entry.columns.map(columnLine);
      const element = el("details", { class: "entry", id: "entry-" + entry.name }, [
        el("summary", {}, [el("code", { text: entry.name }), " " + pick(entry.title, "") + (entry.is_view ? t("dictionary.view") : t("dictionary.table"))]),
        el("p", { text: pick(...entry.description) }), el("p", { text: pick(...entry.grain) }),
        el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": entry.name }, [el("table", { class: "plain" }, [el("thead", {}, [el("tr", {}, heads.map((text) => el("th", { scope: "col", text })))]), el("tbody", {}, lines.map((line) => line.element))])]),
      ]);
      return { element, lines, text: [entry.name, entry.title].join(" ").toLowerCase() };
    });
    return searchOver(main, params, "dictionary", blocks);
  };

  function ruleLine(rule) {
    const numbers = t("methods.rule", { passed: rule.passed ?? 0, failed: rule.failed ?? 0, not_applicable: rule.not_applicable ?? 0 });
    const element = el("article", { class: "rule severity-" + rule.severity }, [
      el("h3", { text: rule.rule_id + " " + pick(rule.title, rule.title_en) + t("methods.severity", { severity: label("severity", rule.severity) }) }),
      el("p", { text: pick(rule.sentence, rule.sentence_en) }),
      cells.facts([[t("methods.basis"), pick(rule.basis, rule.basis_en)], [t("methods.action"), pick(rule.action, rule.action_en) || "—"], [t("methods.numbers"), numbers]])]);
    return { element, text: Object.values(rule).join(" ").toLowerCase() };
  }

  function doubtLine(doubt) {
    const element = el("article", { class: "rule" }, [
      el("h3", {}, [el("code", { text: doubt.code }), doubt.times ? t("methods.times", { count: doubt.times }) : ""]),
      el("p", { text: pick(doubt.sentence, doubt.sentence_en) }), el("p", { class: "action", text: pick(doubt.action, doubt.action_en) })]);
    return { element, text: Object.values(doubt).join(" ").toLowerCase() };
  }

  function section(heading, lines) {
    return { element: el("section", {}, [el("h2", { text: heading }), ...lines.map((line) => line.element)]), lines, text: "" };
  }

  jixiao.pages.methods = async (main, _, params) => {
    const { rules, doubts } = await jixiao.load("data/methods");
    main.append(el("h1", { text: t("page.methods") }));
    const caveats = Array.from({ length: 9 }, (_unused, place) => t("caveat." + (place + 1))).map((text) => ({ element: el("p", { text }), text: text.toLowerCase() }));
    return searchOver(main, params, "methods", [section(t("methods.reading"), caveats), section(t("methods.rules"), rules.map(ruleLine)), section(t("methods.doubts"), doubts.map(doubtLine))]);
  };
})();
