/* forms.js: everything about one form, from the file it shares with others.
   Belongs here: finding the file of a form, and its rows. Does not belong here: how a form looks (page_project.js). */
(function () {
  "use strict";

  /* The file of a form: its first digits and the block of its number in the document. */
  function fileOf(formId) {
    const { digits, block } = jixiao.index().forms;
    return "data/form/" + formId.slice(0, digits) + "-" + Math.floor((Number(formId.slice(17)) - 1) / block);
  }

  /* The rows of one form in a table of columns, as objects. */
  function rowsOf(table, formId) {
    if (!table) { return []; }
    const value = (column, row) => (Array.isArray(column) ? column[row] : column.i[row] < 0 ? null : column.v[column.i[row]]);
    const rows = [];
    for (let row = 0; row < table.rows; row++) {
      if (value(table.columns.form_id, row) === formId) {
        rows.push(Object.fromEntries(Object.entries(table.columns).map(([name, column]) => [name, value(column, row)])));
      }
    }
    return rows;
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
    return form;
  }

  jixiao.forms = { get };
})();
