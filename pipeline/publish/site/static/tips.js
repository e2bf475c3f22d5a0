/* tips.js: the reason of a doubt beside the pointer or the focus, in one element that never is cut off.
   Belongs here: that element, and opening long texts on paper, where nobody can click. */
(function () {
  "use strict";
  let tip = null;

  function show(badge) {
    hide();
    tip = jixiao.el("div", { id: "tip", role: "tooltip", text: badge.dataset.tip });
    document.body.append(tip);
    const at = badge.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, window.innerWidth - tip.offsetWidth - 8));
    const below = at.bottom + 6 + tip.offsetHeight < window.innerHeight;
    tip.style.left = left + "px";
    tip.style.top = (below ? at.bottom + 6 : Math.max(8, at.top - tip.offsetHeight - 6)) + "px";
  }

  function hide() { if (tip) { tip.remove(); tip = null; } }

  const badgeOf = (event) => (event.target.closest ? event.target.closest("[data-tip]") : null);
  document.addEventListener("mouseover", (event) => { const badge = badgeOf(event); if (badge) { show(badge); } else { hide(); } });
  document.addEventListener("focusin", (event) => { const badge = badgeOf(event); if (badge) { show(badge); } });
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") { hide(); } });
  window.addEventListener("scroll", hide, true);

  /* Paper shows whole texts; what was closed is closed again. */
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = Array.from(document.querySelectorAll("details.long:not([open])"));
    for (const one of opened) { one.open = true; }
  });
  window.addEventListener("afterprint", () => { for (const one of opened) { one.open = false; } });
})();
