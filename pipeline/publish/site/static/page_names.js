/* page_names.js: departments and projects of a large site, found by any characters of their names.
   Belongs here: that page. Does not belong here: which names stand in which file (site/names.py). */
(function () {
  "use strict";
  const { el, t, href, format } = jixiao;
  jixiao.pages = jixiao.pages || {};
  const SHOWN = 50;

  /* Characters, not halves of them. */
  function pairsOf(word) {
    const characters = Array.from(word);
    return characters.slice(1).map((second, place) => characters[place] + second);
  }

  /* The numbers of the names in which a pair stands. */
  async function namesOf(pair, files) {
    const [first, second] = Array.from(pair).map((one) => one.codePointAt(0));
    const table = await jixiao.load("data/pair/" + ((first * 31 + second) % files)).catch(() => null);
    const line = table ? jixiao.rows.objects(table).find((one) => one.pair === pair) : null;
    let number = 0;
    return line ? line.names.map((distance) => (number += distance)) : [];
  }

  /* The numbers of the names in which all pairs of all words stand; null where no word has two characters. */
  async function candidates(words, files) {
    const pairs = Array.from(new Set(words.flatMap(pairsOf)));
    if (!pairs.length) { return null; }
    const lists = await Promise.all(pairs.map((pair) => namesOf(pair, files)));
    lists.sort((a, b) => a.length - b.length);
    return lists.slice(1).reduce((left, list) => { const known = new Set(list); return left.filter((number) => known.has(number)); }, lists[0]);
  }

  async function nameAt(number, shared) {
    const name = "data/name/" + Math.floor(number / shared);
    const rows = jixiao.rows.objects(await jixiao.load(name));
    return { ...rows[number % shared], number };
  }

  function line(found, isDepartment) {
    const department = found.department_id ? el("a", { href: href("departments/" + found.department_id), text: isDepartment ? found.name : found.department_normalized || t("unknown") }) : t("unknown");
    return [isDepartment ? t("names.department") : t("names.project"), isDepartment ? department : el("a", { href: href("projects/" + found.form_id), text: found.name }),
      isDepartment ? "" : department, found.region || t("unknown"), format.number(found.forms)];
  }

  class Names {
    constructor(main) {
      this.about = jixiao.index().names;
      const { departments, projects, unnamed } = this.about;
      this.field = el("input", { type: "search", data: { role: "search" }, "aria-label": t("search"), placeholder: t("names.hint") });
      this.said = el("p", { class: "summary", "aria-live": "polite" });
      this.holder = el("div", {});
      let waiting = null;
      this.field.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => jixiao.go(href("names", { q: this.field.value }), true), 200);
      });
      main.append(el("h1", { text: t("page.names") }), el("p", { class: "lead", text: t("lead.names") }),
        el("p", { class: "hint", text: t("names.all", { departments: format.number(departments), projects: format.number(projects) }) + (unnamed ? t("names.unnamed", { count: format.number(unnamed) }) : "") }),
        el("div", { class: "tools" }, [this.field]), this.said, this.holder);
    }

    async update(params) {
      const question = params.get("q") || "";
      const page = Math.max(1, Number(params.get("page")) || 1);
      this.asked = params;
      if (document.activeElement !== this.field) { this.field.value = question; }
      const words = question.toLowerCase().split(/\s+/).filter(Boolean);
      const numbers = await candidates(words, this.about.files);
      if (numbers === null) { this.show(words.length ? t("names.short") : "", []); return this; }
      const some = numbers.slice((page - 1) * SHOWN, page * SHOWN);
      const names = await Promise.all(some.map((number) => nameAt(number, this.about.shared)));
      if (this.asked !== params) { return this; }
      /* Pairs of a longer word may stand apart in a name. */
      const hits = names.filter((one) => words.every((word) => one.name.toLowerCase().includes(word)));
      const isSure = words.every((word) => Array.from(word).length === 2) || (numbers.length === names.length);
      const count = format.number(numbers.length <= SHOWN ? hits.length : numbers.length);
      this.show(t(isSure ? "names.found" : "names.most", { count }), hits, page, Math.ceil(numbers.length / SHOWN), question);
      return this;
    }

    show(text, hits, page, pages, question) {
      this.said.textContent = text;
      const heads = ["kind", "name", "department", "region", "forms"].map((one) => t("names." + one));
      const rows = hits.map((one) => el("tr", { data: { role: "row" } }, line(one, one.number < this.about.departments).map((cell) => el("td", {}, [cell]))));
      const step = (to, word) => (to < 1 || to > pages ? "" : el("a", { href: href("names", { q: question, page: to }), text: t(word) }));
      this.holder.replaceChildren(
        hits.length ? el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("page.names") }, [el("table", { class: "plain", data: { role: "table" } }, [el("thead", {}, [el("tr", {}, heads.map((head) => el("th", { scope: "col", text: head })))]), el("tbody", {}, rows)])]) : "",
        pages > 1 ? el("p", {}, [t("names.page", { page, pages }) + " ", step(page - 1, "names.before"), " ", step(page + 1, "names.next")]) : "");
    }
  }

  jixiao.pages.names = (main, _, params) => (jixiao.index().names ? new Names(main).update(params) : Promise.reject(new Error("names")));
})();
