// The table of an audit: a filter over its rows, and columns that sort it.
(function () {
  "use strict";
  var table = document.querySelector("table"), body = table.tBodies[0], filter = document.getElementById("filter");
  var said = document.getElementById("count"), rows = Array.from(body.rows);

  function show() {
    var words = filter.value.toLowerCase().split(/\s+/), shown = 0;
    rows.forEach(function (row) {
      var text = row.textContent.toLowerCase();
      row.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
      shown += row.hidden ? 0 : 1;
    });
    said.textContent = shown + " of " + rows.length + " packages";
  }

  function key(row, column) {
    var text = row.cells[column] ? row.cells[column].textContent.trim() : "";
    var number = parseFloat(text);
    return isNaN(number) || column < 2 ? text.toLowerCase() : number;
  }

  function sort(button, column) {
    var heading = button.parentNode, down = heading.getAttribute("aria-sort") !== "descending" && column > 1;
    if (column <= 1) down = heading.getAttribute("aria-sort") === "ascending";
    Array.from(table.tHead.rows[0].cells).forEach(function (cell) { cell.removeAttribute("aria-sort"); });
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    rows.sort(function (a, b) {
      var left = key(a, column), right = key(b, column);
      if (typeof left !== typeof right) return typeof left === "number" ? -1 : 1;
      var order = left < right ? -1 : left > right ? 1 : 0;
      return down ? -order : order;
    });
    rows.forEach(function (row) { body.appendChild(row); });
  }

  Array.from(table.tHead.rows[0].cells).forEach(function (cell, column) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = cell.textContent;
    cell.textContent = "";
    cell.appendChild(button);
    button.addEventListener("click", function () { sort(button, column); });
  });
  filter.addEventListener("input", show);
  document.getElementById("search").hidden = false;
  show();
})();
