/* filters.js: the choices above a table: year, place, department and whatever the table is filtered by.
   Belongs here: their elements. Does not belong here: what passes (rows.js), keeping the choice (table.js). */
(function () {
  "use strict";
  const { el, t, title, label } = jixiao;

  const MOST_CHOICES = 500;  /* nobody reads a longer list, and a browser takes seconds to draw it */

  /* What a value of a filter is called. */
  function named(page, name, value) {
    const { kind } = page.about.columns[name];
    if (value === "") { return t("unknown"); }
    if (kind === "code") { return label(name, value); }
    if (kind === "yes") { return t(value === "true" ? "yes" : "no"); }
    if (name === "rule_id") { return value + " " + ruleTitle(page, value); }
    return value;
  }

  function ruleTitle(page, id) {
    const column = page.rows.columns.rule_id;
    const at = column.codes.indexOf(column.values.indexOf(id));
    return at < 0 ? "" : jixiao.pick(page.rows.get(at, "title"), page.rows.get(at, "title_en"));
  }

  /* Values that could be chosen: those in the rows that the other choices leave, and for year and place all there are. */
  function choices(page, name) {
    const found = page.rows.counted(page.rows.passing(page.masks, name), name);
    if (["fiscal_year", "region"].includes(name) && !page.options.numbers) {
      const known = new Set(found.map((one) => one.value));
      for (const key of page.parts.flatMap((part) => part.keys)) {
        const given = key[name === "fiscal_year" ? 0 : 1];
        const value = given === null ? "" : String(given);
        if (!known.has(value)) { known.add(value); found.push({ value, count: null }); }
      }
    }
    if (name === "fiscal_year") { found.sort((a, b) => (a.value < b.value ? 1 : -1)); }
    return found;
  }

  function select(page, name) {
    const chosen = page.state.filters[name] || [];
    const options = choices(page, name);
    if (options.length < 2 && !chosen.length) { return null; }
    const list = el("select", { "aria-label": title(page.name, name), on: { change: () => {
      const value = list.value;
      page.change({ filters: { ...page.state.filters, [name]: value === "@all" ? [] : [value === "@none" ? "" : value] }, page: 1 });
    } } }, [el("option", { value: "@all", text: t("filter.all") })]);
    const listed = options.filter((one, place) => place < MOST_CHOICES || chosen.includes(one.value));
    for (const { value, count } of listed) {
      const text = named(page, name, value) + (count === null ? "" : t("filter.count", { count }));
      list.append(el("option", { value: value || "@none", selected: chosen.length === 1 && chosen[0] === value, text }));
    }
    if (listed.length < options.length) {
      list.append(el("option", { value: "@more", disabled: true, text: t("filter.more", { count: jixiao.format.number(options.length - listed.length) }) }));
    }
    if (chosen.length > 1) { list.append(el("option", { value: "@several", selected: true, disabled: true, text: t("filter.several", { count: chosen.length }) })); }
    return el("label", { class: chosen.length ? "filter chosen" : "filter" }, [el("span", { text: title(page.name, name) }), list]);
  }

  function draw(page) {
    const focused = page.filterBar.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
    const { state } = page;
    const isNarrowed = state.search || state.doubtful || Object.entries(state.filters).some(([name, values]) => !(name in page.fixed) && values.length);
    const doubtful = el("input", { type: "checkbox", "aria-label": t("filter.doubtful"), on: { change: (event) => page.change({ doubtful: event.target.checked, page: 1 }) } });
    doubtful.checked = state.doubtful;
    page.filterBar.replaceChildren(
      ...page.about.filters.filter((name) => page.isFree(name)).map((name) => select(page, name)).filter(Boolean),
      ...(page.rows.columns.doubtful ? [el("label", { class: "check" }, [doubtful, " " + t("filter.doubtful")])] : []),
      ...(isNarrowed ? [el("button", { type: "button", class: "clear", text: t("filter.clear"),
        on: { click: () => page.change({ filters: { ...page.fixed }, search: "", doubtful: false, page: 1 }) } })] : []));
    if (focused) {
      const same = Array.from(page.filterBar.querySelectorAll("[aria-label]")).find((one) => one.getAttribute("aria-label") === focused);
      if (same) { same.focus(); }
    }
  }

  jixiao.filters = { draw, named };
})();
