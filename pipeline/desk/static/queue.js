/* queue.js: the page of the desk: what waits for a build, the build, and what to look at first.
   Belongs here: this page, a record as it is shown. Does not belong here: the form (panel.js), requests (ask.js). */
(function () {
  "use strict";
  const { el, t, href, title, pick } = jixiao;

  function placeOf(record) {
    const label = record.label ? " " + record.label : "";
    const row = record.table === "form" ? "" : t("evidence.row_of." + record.table, { row: record.row }) + label + " · ";
    return row + (record.field === null ? t("desk.whole_form") : title(record.table, record.field));
  }

  function recordNode(record) {
    const after = record.action === "override" ? record.value : t("desk.action." + record.action);
    return el("div", { class: "desk-record", data: { role: "desk-record" } }, [
      el("p", {}, [el("strong", { text: record.project || record.document }), " · " + placeOf(record)]),
      el("p", { class: "ev-change" }, [el("del", { text: record.expect || t("evidence.blank") }), " → ", el("ins", { text: after })]),
      el("p", { class: "desk-hint", text: [record.reason, record.evidence, record.by, record.on].filter(Boolean).join(" · ") }),
    ]);
  }

  function takeBack(record, done) {
    const button = el("button", { type: "button", text: t("desk.take_back"), data: { role: "desk-take-back" } });
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await jixiao.desk.ask("take-back", { id: record.id });
        jixiao.desk.watch();
        done();
      } catch (error) {
        button.after(el("span", { class: "error", role: "alert", text: " " + error.message }));
      }
    });
    return button;
  }

  async function fillWaiting(holder) {
    try {
      const { records, gone } = await jixiao.desk.ask("waiting");
      const items = [
        ...records.map((record) => el("li", {}, [recordNode(record), takeBack(record, () => fillWaiting(holder))])),
        ...gone.map((id) => el("li", { text: t("desk.taken_out", { record: id }) })),
      ];
      holder.replaceChildren(items.length ? el("ul", { class: "desk-list" }, items) : el("p", { class: "empty", text: t("desk.none_waits") }));
    } catch (error) {
      holder.replaceChildren(el("p", { class: "error", role: "alert", text: error.message }));
    }
  }

  function buildNode(onEnd) {
    const start = el("button", { type: "button", class: "desk-main", text: t("desk.build"), data: { role: "desk-build" } });
    const told = el("p", { role: "status", data: { role: "desk-build-state" } });
    const lines = el("pre", { class: "desk-lines", tabindex: "0", "aria-label": t("desk.build_lines") });
    const problem = el("p", { class: "error", role: "alert" });
    const commandLine = el("code");
    const node = el("div", { class: "desk-build" }, [start, told, problem, lines,
      el("p", { class: "desk-hint" }, [t("desk.command") + " ", commandLine])]);
    let was = false;
    const show = (state) => {
      const build = state.build;
      start.disabled = build.is_running;
      commandLine.textContent = state.command || "";
      lines.textContent = build.lines.join("\n");
      lines.hidden = !build.lines.length;
      told.textContent = build.is_running ? t("desk.building", { seconds: build.seconds })
        : build.code === null ? "" : t(build.code === 0 ? "desk.build_done" : "desk.build_failed", { seconds: build.seconds });
      told.classList.toggle("error", build.code !== null && build.code !== 0);
      if (was && !build.is_running) { onEnd(); }
      was = build.is_running;
    };
    start.addEventListener("click", async () => {
      problem.textContent = "";
      start.disabled = true;
      try { await jixiao.desk.ask("build", {}); } catch (error) { problem.textContent = error.message; start.disabled = false; }
      jixiao.desk.watch();
    });
    return { node, show };
  }

  function questionNode(question) {
    const first = question.fields[0];
    const name = el("a", { href: jixiao.cells.evidenceAddress(question.form_id, question.table, question.row, first),
      text: question.fields.map((field) => title(question.table, field)).join(t("comma")) });
    const row = question.table === "form" ? "" : t("evidence.row_of." + question.table, { row: question.row }) + " · ";
    const page = question.page === null ? "" : " " + t("desk.on_page", { page: question.page });
    return el("li", { data: { role: "desk-question", "form-id": question.form_id } }, [
      el("p", {}, [el("strong", { text: question.project || question.form_id }), " · " + row, name, page]),
      question.printed || question.value ? el("p", { class: "desk-hint", text: t("desk.printed_read", { printed: question.printed || t("evidence.blank"), value: question.value || t("evidence.nothing") }) }) : null,
      ...question.sentences.map((sentence) => el("p", { text: sentence })),
    ]);
  }

  async function fillQueue(holder) {
    try {
      const { documents, count } = await jixiao.desk.ask("queue");
      const shown = documents.reduce((sum, one) => sum + one.questions.length, 0);
      holder.replaceChildren(
        el("p", { class: "summary", text: count ? t("desk.queue_count", { count, shown }) : t("desk.queue_empty") }),
        ...documents.map((one) => el("section", { class: "desk-document", data: { role: "desk-document" } }, [
          el("h3", {}, [el("a", { href: href("documents/" + one.document_id), text: one.path }),
            el("span", { class: "desk-hint", text: " " + t("desk.at_stake", { amount: jixiao.format.sum(one.at_stake) }) })]),
          el("ul", { class: "desk-list" }, one.questions.map(questionNode)),
        ])));
    } catch (error) {
      holder.replaceChildren(el("p", { class: "error", role: "alert", text: error.message }));
    }
  }

  jixiao.pages = jixiao.pages || {};
  jixiao.pages.desk = async (main) => {
    const held = el("div"), queue = el("div", {}, [el("p", { text: t("desk.reading_queue") })]);
    const problem = el("p", { class: "desk-note", role: "alert" });
    problem.hidden = true;
    const build = buildNode(() => fillWaiting(held));
    main.append(el("h1", { text: t("page.desk") }), el("p", { class: "lead", text: t("desk.lead") }), problem,
      el("h2", { text: t("desk.waiting") }), held, build.node, el("h2", { text: t("desk.queue") }), queue);
    jixiao.desk.follow(main, (state) => {
      build.show(state);
      problem.textContent = state.problem || "";
      problem.hidden = !state.problem;
    });
    fillWaiting(held);
    fillQueue(queue);
    return null;
  };

  Object.assign(jixiao.desk, { recordNode, takeBack });
})();
