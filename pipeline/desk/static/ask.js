/* ask.js: what the desk asks its server, and the bar above every page that says what waits.
   Belongs here: requests, the state that is looked at now and then, the bar. Does not belong here: forms (panel.js),
   the page of the desk (queue.js). */
(function () {
  "use strict";
  const { el, t, href } = jixiao;
  const OFTEN = 2000, SELDOM = 15000;
  const said = (name) => document.querySelector('meta[name="' + name + '"]').content;
  const token = said("jixiao-token");
  const release = said("jixiao-release");
  jixiao.receive("data/words", { ...jixiao.data("data/words"), ...jixiao.data("desk/words") });
  /* The token has done its work: it need not be seen in the address. */
  if (location.search) { history.replaceState(null, "", location.pathname + location.hash); }

  let state = null;
  let shownBar = null;
  const listeners = new Set();

  /* An answer, or an error whose text is a sentence for people. */
  async function ask(path, body) {
    const options = { headers: { "x-jixiao-lang": jixiao.lang() }, credentials: "same-origin", cache: "no-store" };
    if (body !== undefined) {
      options.method = "POST";
      options.body = JSON.stringify(body);
      options.headers["content-type"] = "application/json";
      options.headers["x-jixiao-token"] = token;
    }
    let answer;
    try {
      answer = await fetch("desk/" + path, options);
    } catch (_) {
      throw new Error(t("desk.no_server"));
    }
    const content = await answer.json().catch(() => ({}));
    if (!answer.ok) { throw new Error(content.problem || t("desk.refused")); }
    return content;
  }

  async function refresh() {
    try {
      state = { ...(await ask("state")), isAway: false };
    } catch (error) {
      state = { ...(state || { waiting: 0, build: { is_running: false, lines: [] } }), isAway: true, problem: error.message };
    }
    fill();
    for (const tell of [...listeners]) { tell(state); }
  }

  let timer = null;
  async function watch() {
    clearTimeout(timer);
    if (!document.hidden) { await refresh(); }
    timer = setTimeout(watch, state && state.build.is_running ? OFTEN : SELDOM);
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { watch(); } });

  const isOld = () => Boolean(state && state.release && state.release !== release);

  function fill() {
    if (!shownBar || !state) { return; }
    const parts = [];
    if (isOld()) {
      parts.push(el("strong", { text: t("desk.newer") }), " ",
        el("button", { type: "button", text: t("desk.reload"), data: { role: "desk-reload" }, on: { click: () => location.reload() } }));
    } else if (state.build.is_running) {
      parts.push(el("span", { text: t("desk.building", { seconds: state.build.seconds }) }), " ", el("a", { href: href("desk"), text: t("page.desk") }));
    } else if (state.waiting) {
      parts.push(el("span", { text: t("desk.bar_waiting", { count: state.waiting }) }), " ", el("a", { href: href("desk"), text: t("page.desk") }));
    }
    if (state.isAway) { parts.push(el("span", { class: "error", text: state.problem })); }
    const key = JSON.stringify([jixiao.lang(), isOld(), state.build.is_running && state.build.seconds, state.waiting, state.isAway]);
    if (shownBar.dataset.key === key) { return; }
    shownBar.dataset.key = key;
    shownBar.hidden = parts.length === 0;
    shownBar.replaceChildren(...parts);
  }

  /* Stands above every page; empty while nothing waits. */
  function bar() {
    shownBar = el("p", { class: "desk-bar", role: "status", data: { role: "desk-bar" } });
    shownBar.hidden = true;
    fill();
    return shownBar;
  }

  jixiao.desk = {
    ask, bar, watch, isOld,
    state: () => state,
    /* Be told of every look at the state, as long as `element` is shown. */
    follow: (element, tell) => {
      const listener = (seen) => { if (element.isConnected) { tell(seen); } else { listeners.delete(listener); } };
      listeners.add(listener);
      if (state) { tell(state); }
    },
  };
  watch();
})();
