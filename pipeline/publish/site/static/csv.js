/* csv.js: rows as a CSV file that spreadsheets read rightly and that runs no formula.
   Belongs here: the text of the file and the download. Does not belong here: which rows. */
(function () {
  "use strict";
  const BYTE_ORDER_MARK = "\uFEFF";

  /* One field. A text that a spreadsheet would take for a formula gets an apostrophe before it. */
  function field(value) {
    if (value === null || value === undefined) { return ""; }
    if (typeof value === "number") { return String(value); }
    let text = String(value);
    if (/^[=+\-@\t\r]/.test(text)) { text = "'" + text; }
    return /[",\r\n]/.test(text) || text !== text.trim() ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  function text(heading, rows) {
    return BYTE_ORDER_MARK + [heading, ...rows].map((row) => row.map(field).join(",")).join("\r\n") + "\r\n";
  }

  function download(name, heading, rows) {
    const address = URL.createObjectURL(new Blob([text(heading, rows)], { type: "text/csv;charset=utf-8" }));
    const link = jixiao.el("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  jixiao.csv = { field, text, download };
})();
