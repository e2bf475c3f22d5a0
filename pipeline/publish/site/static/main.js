/* main.js: the frame of the site: head, navigation, which page an address shows. Begins when all else is there.
   Belongs here: the frame and the register of pages. Does not belong here: what stands on a page. */
(function () {
  "use strict";
  const { el, t, href, route, pick, index } = jixiao;
  const NAVIGATION = ["", "budget", "shortfalls", "reasons", "findings", "departments", "projects", "indicators",
    "documents", "methods", "dictionary"];
  let current = null;

  function navigation(active) {
    return el("nav", { "aria-label": t("nav.label") }, [el("ul", {}, [...NAVIGATION, ...(index().names ? ["names"] : []), ...(jixiao.desk ? ["desk"] : [])].map((page) => el("li", {}, [
      el("a", { href: href(page), "aria-current": page === active ? "page" : null, text: t("page." + (page || "overview")) }),
    ])))]);
  }

  function languageSwitch() {
    const other = jixiao.lang() === "en" ? "zh" : "en";
    const { path, params } = route();
    return el("button", { type: "button", data: { role: "language" }, lang: other === "en" ? "en" : "zh-CN",
      text: other === "en" ? "English" : "中文",
      on: { click: () => {
        params.delete("lang");
        if (other === "en") { params.append("lang", "en"); }
        const text = params.toString();
        jixiao.go("#/" + path.map(encodeURIComponent).join("/") + (text ? "?" + text : ""));
      } } });
  }

  function frame(active) {
    const { release } = index();
    const isReal = release.data_kind === "real" || release.data_kind === "none";
    document.documentElement.lang = jixiao.lang() === "en" ? "en" : "zh-CN";
    const main = el("main", { id: "main", tabindex: "-1" });
    document.getElementById("site").replaceChildren(
      el("a", { class: "skip", href: "#main", text: t("skip"), on: { click: (event) => { event.preventDefault(); main.focus(); } } }),
      el("header", { class: "head" }, [
        el("div", { class: "head-line" }, [
          el("a", { class: "brand", href: href("") }, [el("strong", { text: t("brand") }), el("span", { text: t("brand.more") })]),
          languageSwitch(),
        ]),
        navigation(active),
      ]),
      isReal ? "" : el("p", { class: "example-banner", role: "note", text: pick(release.data_kind_text, release.data_kind_text_en) }),
      jixiao.desk ? jixiao.desk.bar() : "",
      main,
      el("footer", { class: "foot", text: t("foot", { build: release.build_id, schema: release.schema_version }) }));
    return main;
  }

  /* Show the page of the address. A page that can follow a change of its own parameters does so itself. */
  async function show() {
    const { path, params } = route();
    const name = path[0] || "overview";
    const key = jixiao.lang() + " " + path.join("/");
    if (current && current.key === key && current.page && current.page.update) {
      await current.page.update(params);
      told(document.getElementById("main"));
      return;
    }
    const active = path[0] === "evidence" ? "projects" : path[0] || "";
    const main = frame(active);
    current = { key, page: null };
    const shown = current;
    main.setAttribute("aria-busy", "true");
    try {
      const page = await (jixiao.pages[name] || unknown)(main, path.slice(1), params);
      if (shown !== current) { return; }
      shown.page = page || null;
      const heading = main.querySelector("h1");
      document.title = (heading ? heading.textContent + " – " : "") + t("brand");
    } catch (error) {
      console.error(error);
      main.replaceChildren(el("h1", { text: t("error.title") }), el("p", { class: "error", text: t("error.load", { what: String(error.message || error) }) }));
    }
    main.removeAttribute("aria-busy");
    told(main);
    window.scrollTo(0, 0);
  }

  /* Say which address is shown, for tests and for measuring. */
  function told(main) {
    main.dataset.shown = location.hash || "#";
    performance.mark("jixiao:shown");
  }

  function unknown(main) {
    main.append(el("h1", { text: t("error.title") }), el("p", { text: t("error.unknown") }), el("a", { href: href(""), text: t("page.overview") }));
  }

  window.addEventListener("hashchange", show);
  window.addEventListener("jixiao:route", show);
  /* A page that cannot follow its address asks to be made again. */
  window.addEventListener("jixiao:again", () => { current = null; show(); });
  show();
})();
