// Takes the page from what the server painted to what Dash drew, without a jump: the same words, at the same place.
(() => {
  "use strict";
  const painted = document.getElementById("first-paint");
  const entry = document.getElementById("react-entry-point");
  if (!painted || !entry) return;
  entry.setAttribute("data-waiting", "");

  const drawn = () => {
    const page = entry.querySelector("main");
    if (!page) return false;
    return [...entry.querySelectorAll(".dash-graph")].every((box) => box.querySelector(".main-svg"));
  };

  // Where a person is: the same position among the elements that take focus, in either tree.
  const stops = (root) => [...root.querySelectorAll("a[href], button, select, summary, [tabindex]")];

  const swap = () => {
    const before = stops(painted);
    const after = stops(entry);
    painted.querySelectorAll("details").forEach((details, place) => {
      const same = entry.querySelectorAll("details")[place];
      if (same) same.open = details.open;
    });
    painted.querySelectorAll("select").forEach((select, place) => {
      const same = entry.querySelectorAll("select")[place];
      if (same) same.value = select.value;
    });
    const focused = before.indexOf(document.activeElement);
    painted.remove();
    entry.removeAttribute("data-waiting");
    if (focused >= 0 && after[focused]) after[focused].focus({ preventScroll: true });
    document.documentElement.dataset.ready = "true";
    window.dispatchEvent(new Event("resize"));
  };

  // The address says what is shown. Where a browser goes back to this page and brings back a choice made on it since,
  // the filters are set to the address again.
  window.addEventListener("pageshow", (event) => {
    const [visit] = performance.getEntriesByType("navigation");
    if (!event.persisted && visit?.type !== "back_forward") return;
    for (const select of document.querySelectorAll("select[data-chosen]")) select.value = select.dataset.chosen;
  });

  const watcher = new MutationObserver(() => {
    if (drawn()) {
      watcher.disconnect();
      swap();
    }
  });
  watcher.observe(entry, { childList: true, subtree: true });

  // Where a filter of this same page was applied, say what it gave, and put the keyboard there.
  const status = painted.querySelector("[data-say-on-arrival]");
  const came = document.referrer ? new URL(document.referrer) : null;
  if (status && came && came.origin === location.origin && came.pathname === location.pathname) {
    const words = status.textContent;
    status.focus({ preventScroll: true });
    status.textContent = "";
    setTimeout(() => { if (status.isConnected) status.textContent = words; }, 50);
  }
})();
