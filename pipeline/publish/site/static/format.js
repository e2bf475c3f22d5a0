/* format.js: values as people read them: money in 万元, rates with a sign, labels for codes.
   Belongs here: one value to one text. Does not belong here: elements, tables. */
(function () {
  "use strict";
  const { data, lang, pick, t } = jixiao;
  const WAN = 10000;
  const formats = new Map();

  function numbers(least, most) {
    const key = least + "-" + most;
    if (!formats.has(key)) {
      formats.set(key, new Intl.NumberFormat("en-US", { minimumFractionDigits: least, maximumFractionDigits: most }));
    }
    return formats.get(key);
  }

  const shown = {
    /* Yuan as 万元: two places, more where the fen demand it. */
    money: (yuan) => numbers(2, 6).format(yuan / WAN),
    percent: (value) => numbers(0, 2).format(value) + "%",
    points: (value) => numbers(0, 4).format(value),
    number: (value) => numbers(0, 6).format(value),
    year: (value) => String(value),
    yes: (value) => t(value ? "yes" : "no"),
    text: (value) => String(value),
  };

  function index() { return data("data/index"); }

  /* The label of a code of a column; the code itself where nobody named it. */
  function label(column, code) {
    const labels = index().labels[column] || {};
    return labels[code] ? pick(...labels[code]) : String(code);
  }

  function about(table, column) {
    const { tables, titles } = index();
    return (tables[table] && tables[table].columns[column]) || (titles[table] && titles[table][column]) || null;
  }

  /* The title of a column; `unit` adds the unit in which it is shown. */
  function title(table, column, unit) {
    const found = about(table, column);
    if (!found) { return column; }
    /* Some titles are exact and long; a reader of these pages needs a short one. */
    const short = ["short." + table + "." + column, "short." + column].find((id) => t(id) !== id);
    const word = !short ? pick(found.zh, found.en.replace(/ \(yuan\)$| \(%\)$/, "")) : t(short);
    const units = { money: t("unit.wan"), points: t("unit.points") };
    return unit && units[found.kind] ? t("with_unit", { title: word, unit: units[found.kind] }) : word;
  }

  /* A value as text; an empty text where there is none. */
  function value(kind, column, given) {
    if (given === null || given === undefined || given === "") { return ""; }
    if (column === "execution_rate_pct") { return printedRate(given); }
    return kind === "code" ? label(column, given) : (shown[kind] || shown.text)(given);
  }

  /* A printed rate keeps all the places it was printed with; a computed one is cut at two. */
  function printedRate(rate) { return numbers(0, 4).format(rate) + "%"; }

  /* The sentence and the action of a doubt. */
  function doubt(code) {
    const said = (data("data/doubts") || {})[code];
    return said ? { sentence: pick(said[0], said[2]), action: pick(said[1], said[3]) } : { sentence: code, action: "" };
  }

  jixiao.format = {
    money: shown.money, percent: shown.percent, points: shown.points, number: shown.number, kindValue: value,
    value: (table, column, given) => value((about(table, column) || { kind: "text" }).kind, column, given),
    /* A sum of money with its unit. */
    sum: (yuan) => numbers(2, 2).format(yuan / WAN) + "\u00a0" + t("unit.wan"),
    rate: (part, whole) => (whole > 0 ? numbers(2, 2).format((100 * part) / whole) + "%" : "—"),
  };
  Object.assign(jixiao, { label, title, about, doubt, index });
})();
