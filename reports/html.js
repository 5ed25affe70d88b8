(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  var form = document.getElementById("filters");
  var findings = Array.prototype.slice.call(document.querySelectorAll(".finding"));
  var texts = findings.map(function (finding) { return finding.textContent.toLowerCase(); });
  var count = document.getElementById("count");
  var fields = ["search", "rule", "type", "file"];

  function severities() {
    return Array.prototype.slice.call(form.querySelectorAll("input[name=severity]"));
  }

  function matches(finding, text) {
    var words = form.elements.search.value.toLowerCase().split(/\s+/);
    return severities().some(function (box) { return box.checked && box.value === finding.dataset.severity; }) &&
      ["rule", "type", "file"].every(function (name) {
        return !form.elements[name].value || form.elements[name].value === finding.dataset[name];
      }) &&
      words.every(function (word) { return text.indexOf(word) >= 0; });
  }

  function filter() {
    var shown = 0;
    findings.forEach(function (finding, index) {
      finding.hidden = !matches(finding, texts[index]);
      shown += finding.hidden ? 0 : 1;
    });
    count.textContent = shown === findings.length ? "All " + shown + " are shown." : shown + " of " + findings.length + " are shown.";
  }

  /* The filters stand in the address behind "#?", so that a filtered view can be linked. */
  function remember() {
    var query = new URLSearchParams();
    fields.forEach(function (name) {
      if (form.elements[name].value) query.set(name, form.elements[name].value);
    });
    var off = severities().filter(function (box) { return !box.checked; }).map(function (box) { return box.value; });
    if (off.length) query.set("without", off.join(","));
    try {
      history.replaceState(null, "", query.toString() ? "#?" + query : location.pathname + location.search);
    } catch (error) { /* some browsers refuse for local files */ }
  }

  function apply(query) {
    var off = (query.get("without") || "").split(",");
    fields.forEach(function (name) { form.elements[name].value = query.get(name) || ""; });
    severities().forEach(function (box) { box.checked = off.indexOf(box.value) < 0; });
    filter();
  }

  function follow() {
    if (location.hash.indexOf("#?") === 0) {
      apply(new URLSearchParams(location.hash.slice(2)));
      return;
    }
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.hidden) apply(new URLSearchParams());
    if (target.tagName === "DETAILS") target.open = true;
    target.scrollIntoView();
  }

  function step(direction) {
    var shown = findings.filter(function (finding) { return !finding.hidden; });
    var at = shown.indexOf(document.activeElement.closest(".finding"));
    var next = shown[at < 0 ? (direction > 0 ? 0 : shown.length - 1) : at + direction];
    if (!next) return;
    next.querySelector(".self").focus();
    next.scrollIntoView();
  }

  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && event.target === form.elements.search) event.target.blur();
    if (typing) return;
    if (event.key === "/") { form.elements.search.focus(); event.preventDefault(); }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  });

  var theme = document.getElementById("theme");
  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }
  theme.addEventListener("click", function () {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("gclint-theme", root.dataset.theme); } catch (error) { /* no storage: not remembered */ }
  });
  try {
    var stored = localStorage.getItem("gclint-theme");
    if (stored === "dark" || stored === "light") root.dataset.theme = stored;
  } catch (error) { /* no storage */ }

  form.addEventListener("input", function () { filter(); remember(); });
  form.addEventListener("reset", function () { setTimeout(function () { filter(); remember(); }, 0); });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  window.addEventListener("hashchange", follow);
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (element) { element.open = true; });
  });
  filter();
  follow();
})();
