/* panel.js: the form beside the framed picture: what a value should be, what that changes, the record.
   Belongs here: this form. Does not belong here: the evidence (evidence.js), the queue (queue.js). */
(function () {
  "use strict";
  const { el, t } = jixiao;
  const ACTIONS = ["override", "accept", "blank", "withhold"];
  const BY = "jixiao-by";
  let numbered = 0;

  function remembered() {
    try { return sessionStorage.getItem(BY) || ""; } catch (_) { return ""; }
  }

  function remember(by) {
    try { sessionStorage.setItem(BY, by); } catch (_) { /* a browser that keeps nothing */ }
  }

  function labelled(word, field, hint) {
    field.id = "desk-" + (numbered += 1);
    const nodes = [el("label", { for: field.id, text: t(word) }), field];
    if (hint) {
      const note = el("p", { class: "desk-hint", id: field.id + "-hint", text: t(hint) });
      field.setAttribute("aria-describedby", note.id);
      nodes.push(note);
    }
    return el("div", { class: "desk-field" }, nodes);
  }

  function newValue(about) {
    if (!about.choices.length) {
      const isLong = about.expect.length > 40 || about.expect.includes("\n");
      const field = el(isLong ? "textarea" : "input", { name: "value", rows: isLong ? 4 : null, data: { role: "desk-value" } });
      field.value = about.expect;
      return field;
    }
    const options = about.choices.map(([code, label]) => el("option", { value: code, text: label }));
    const field = el("select", { name: "value", data: { role: "desk-value" } }, options);
    if (about.value !== null) { field.value = about.value; }
    return field;
  }

  function panel(element, form, place) {
    const block = el("section", { class: "ev-block desk", data: { role: "desk" } }, [el("h3", { text: t("desk.correct") })]);
    const body = el("div");
    block.append(body);
    /* What is to be done stands before where the value comes from: right behind printed and read. */
    element.append(block);
    begin(body, form, place);
  }

  async function begin(body, form, place) {
    const question = new URLSearchParams({ form_id: form.form_id, table: place.table_name, row: place.row_no, field: place.field });
    try {
      const about = await jixiao.desk.ask("value?" + question);
      if (about.record) { showRecord(body, form, place, about); }
      else if (about.problem) { body.replaceChildren(el("p", { class: "desk-note", text: about.problem })); }
      else { showForm(body, form, place, about); }
    } catch (error) {
      body.replaceChildren(el("p", { class: "error", role: "alert", text: error.message }));
    }
  }

  function showRecord(body, form, place, about) {
    const record = about.record;
    const nodes = [
      el("p", { text: t(about.is_waiting ? "desk.record_waits" : "desk.record_applied") }),
      jixiao.desk.recordNode(record),
    ];
    if (about.is_waiting) { nodes.push(el("p", {}, [jixiao.desk.takeBack(record, () => begin(body, form, place))])); }
    nodes.push(el("p", { class: "desk-hint", text: record.file + " : " + record.line }));
    body.replaceChildren(...nodes);
  }

  function showForm(body, form, place, about) {
    const value = labelled("desk.new_value", newValue(about), about.choices.length ? "" : "desk.new_value_hint");
    const reason = el("textarea", { name: "reason", rows: 2, required: true, data: { role: "desk-reason" } });
    const evidence = el("input", { name: "evidence", data: { role: "desk-evidence" } });
    evidence.value = about.page === null ? "" : t("desk.page", { page: about.page });
    const by = el("input", { name: "by", required: true, maxlength: 40, autocomplete: "off", data: { role: "desk-by" } });
    by.value = remembered();
    const name = "desk-action-" + (numbered += 1);
    const radios = ACTIONS.map((action, index) => el("input", { type: "radio", name, value: action, checked: index === 0, data: { role: "desk-" + action } }));
    const explained = el("p", { class: "desk-hint", "aria-live": "polite" });
    const action = () => radios.find((radio) => radio.checked).value;
    const changed = el("div", { class: "desk-changes", "aria-live": "polite" });
    const follow = () => {
      value.hidden = action() !== "override";
      explained.textContent = t("desk.explained." + action());
      changed.replaceChildren();
    };
    for (const radio of radios) { radio.addEventListener("change", follow); }
    const show = el("button", { type: "submit", class: "desk-main", text: t("desk.preview"), data: { role: "desk-preview" } });
    const fields = el("form", { class: "desk-form", autocomplete: "off" }, [
      el("fieldset", { class: "desk-actions" }, [el("legend", { text: t("desk.action") }),
        ...radios.map((radio, index) => el("label", {}, [radio, " " + t("desk.action." + ACTIONS[index])]))]),
      explained,
      el("p", { class: "desk-expect" }, [el("span", { text: t("desk.expect") }), el("code", { text: about.expect || t("evidence.blank"), data: { role: "desk-expect" } })]),
      value,
      labelled("desk.reason", reason, "desk.public"),
      labelled("desk.evidence", evidence),
      labelled("desk.by", by, "desk.by_hint"),
      show,
    ]);
    fields.addEventListener("input", () => changed.replaceChildren());
    fields.addEventListener("submit", async (event) => {
      event.preventDefault();
      remember(by.value.trim());
      show.disabled = true;
      changed.replaceChildren(el("p", { text: t("desk.reading") }));
      const asked = { form_id: form.form_id, table: place.table_name, row: place.row_no, field: place.field, action: action(),
        value: action() === "override" ? value.querySelector("[name=value]").value : null,
        reason: reason.value, evidence: evidence.value, by: by.value };
      try {
        showChanges(changed, form, await jixiao.desk.ask("preview", asked), () => begin(body, form, place));
      } catch (error) {
        changed.replaceChildren(el("p", { class: "error", role: "alert", text: error.message }));
      }
      show.disabled = false;
    });
    follow();
    body.replaceChildren(fields, changed);
  }

  function showChanges(holder, form, told, done) {
    const write = el("button", { type: "button", class: "desk-main", text: t("desk.write"), data: { role: "desk-write" } });
    write.addEventListener("click", async () => {
      write.disabled = true;
      try {
        await jixiao.desk.ask("records", { ticket: told.ticket });
        jixiao.desk.watch();
        done();
      } catch (error) {
        holder.append(el("p", { class: "error", role: "alert", text: error.message }));
      }
    });
    holder.replaceChildren(...changesNodes(form, told.changes), el("details", {}, [el("summary", { text: t("desk.record") }), el("pre", { class: "desk-yaml", text: told.text })]),
      el("p", { class: "desk-hint", text: t("desk.not_compared") }), write);
    write.focus();
  }

  const shown = (table, field, value) => {
    if (value === null || value === undefined || value === "") { return t("evidence.nothing"); }
    return jixiao.format.value(table, field, Array.isArray(value) ? value.join(t("comma")) : value);
  };

  /* Which row of the form is meant, with its name; nothing for the form itself. */
  function where(form, row) {
    const table = row.table || row.table_name, number = row.row || row.row_no;
    if (table === "form" || !number) { return ""; }
    const found = (form[table] || []).find((one) => (one.indicator_no || one.line_no) === number);
    const name = found ? found.name || found.label_text : "";
    return t("evidence.row_of." + table, { row: number }) + (name ? " " + name : "") + " · ";
  }

  function changesNodes(form, changes) {
    const nodes = [el("h4", { text: t("desk.changes") })];
    const values = changes.values.map((one) => one.field === null
      ? el("li", { text: where(form, one) + t(one.is_gone ? "desk.row_gone" : "desk.row_new") })
      : el("li", { data: { role: "desk-change", field: one.field } }, [where(form, one) + jixiao.title(one.table, one.field) + t("colon"),
        el("del", { text: shown(one.table, one.field, one.before) }), " → ", el("ins", { text: shown(one.table, one.field, one.after) })]));
    nodes.push(values.length ? el("ul", { class: "ev-change" }, values) : el("p", { text: t("desk.no_values") }));
    const lists = [
      ["doubts", "gone", "desk.doubts_gone", (one) => where(form, one) + jixiao.title(one.table_name, one.field) + t("colon") + jixiao.doubt(one.code).sentence],
      ["doubts", "new", "desk.doubts_new", (one) => where(form, one) + jixiao.title(one.table_name, one.field) + t("colon") + jixiao.doubt(one.code).sentence],
      ["findings", "gone", "desk.findings_gone", (one) => one.rule_id + " " + jixiao.pick(one.message, one.message_en)],
      ["findings", "new", "desk.findings_new", (one) => one.rule_id + " " + jixiao.pick(one.message, one.message_en)],
      ["refusals", "new", "desk.refusals_new", (one) => jixiao.pick(one.sentence, one.sentence_en)],
    ];
    for (const [kind, side, word, text] of lists) {
      const rows = changes[kind][side];
      if (!rows.length) { continue; }
      nodes.push(el("h4", { text: t(word, { count: rows.length }) }), el("ul", { data: { role: "desk-" + kind + "-" + side } }, rows.map((one) => el("li", { text: text(one) }))));
    }
    return nodes;
  }

  jixiao.desk.panel = panel;
})();
