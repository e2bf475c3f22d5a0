/* forms.js: everything about one form, from the file it shares with others.
   Belongs here: finding the file of a form or a document, and a form's rows. Does not belong here: how a form looks (page_project.js). */
(function () {
  "use strict";

  /* Which of so many files an id lies in; site/pieces.py counts the same. */
  function part(id, files) {
    const number = parseInt(id.slice(0, 8), 16) + parseInt(id.slice(8, 16), 16);
    return Math.floor((number % 2 ** 32) * files / 2 ** 32);
  }

  /* The file of a form: the part of its document's id and the block of its number in the document. */
  function fileOf(formId) {
    const { files, block } = jixiao.index().forms;
    return "data/form/" + part(formId, files) + "-" + Math.floor((Number(formId.slice(17)) - 1) / block);
  }

  /* The rows of one form in a table of columns, as objects. */
  function rowsOf(table, formId) {
    if (!table) { return []; }
    return jixiao.rows.objects(table).filter((row) => row.form_id === formId);
  }

  /* A form with its rows, cells, doubts, findings, repairs and corrections: a promise. */
  async function get(formId) {
    const tables = /^[0-9a-f]{16}-\d{3,}$/.test(formId) ? await jixiao.load(fileOf(formId)).catch(() => null) : null;
    const [row] = rowsOf(tables && tables.form, formId);
    if (!row) { throw new Error(formId); }
    const form = { form_id: formId, document_id: row.document_id, form: row };
    for (const name of ["budget_line", "indicator", "cell", "doubt", "finding", "repair", "correction"]) {
      form[name] = rowsOf(tables[name], formId);
    }
    /* One printed cell is read into several values, which share its place. */
    const places = jixiao.rows.objects(tables.place || { rows: 0, columns: {}, texts: {} });
    form.cell = form.cell.map((cell) => ({ ...cell, ...places[cell.place] }));
    return form;
  }

  jixiao.forms = { get, part };
})();
