// Search without accents, and sorting. Everything is on the page without this; the controls exist only with it.
(() => {
  const tables = [...document.querySelectorAll(".danh-muc")];
  const rows = [...document.querySelectorAll("tr[data-tim]")];
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();
  const make = (tag, values, ...inside) => {
    const made = Object.assign(document.createElement(tag), values);
    made.append(...inside);
    return made;
  };

  // search: every word must stand somewhere in the row
  const words = new Map(rows.map((row) => [row, fold(row.dataset.tim + " " + row.textContent)]));
  const box = make("input", { type: "search", id: "tim", autocomplete: "off" });
  const found = make("p", { role: "status", className: "ghi-chu" });
  const search = () => {
    const asked = fold(box.value).split(/\s+/).filter(Boolean);
    rows.forEach((row) => (row.hidden = !asked.every((word) => words.get(row).includes(word))));
    document.querySelectorAll(".danh-muc tbody").forEach((body) => (body.hidden = !body.querySelector("tr[data-tim]:not([hidden])")));
    document.querySelectorAll(".cac-ban-do").forEach((maps) => (maps.hidden = asked.length > 0));
    const left = tables.flatMap((table) => [...table.querySelectorAll("tr[data-tim]:not([hidden])")]).length;
    found.textContent = asked.length ? `${left || "Không có"} báo cáo khớp với từ tìm.` : "";
  };
  box.addEventListener("input", search);
  const label = make("label", { htmlFor: "tim" }, "Tìm đơn vị, ấn phẩm, năm (gõ không dấu cũng được)");
  document.querySelector("header").append(make("div", { className: "tim" }, label, box, found));

  // sorting: up, down, as it was; what has no value stays last
  const value = (row, column) => {
    const cell = row.children[column];
    const number = cell?.querySelector("data")?.value ?? cell?.querySelector("time")?.dateTime.replaceAll("-", "");
    return column ? (number ? parseFloat(number) : null) : cell.textContent;
  };
  const compare = (one, other, way) => {
    if (one === null || other === null) return (one === null) - (other === null);
    return way * (typeof one === "number" ? one - other : one.localeCompare(other, "vi"));
  };
  tables.forEach((table) => {
    const groups = [...table.tBodies].map((body) => [body, [...body.rows]]);
    const sorted = table.appendChild(document.createElement("tbody"));
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      if (!("xep" in head.dataset)) return;
      const button = make("button", { type: "button" }, ...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const first = column ? "descending" : "ascending";
        const before = head.getAttribute("aria-sort");
        const now = !before ? first : before === first ? (column ? "ascending" : "descending") : "";
        heads.forEach((each) => each.removeAttribute("aria-sort"));
        groups.forEach(([body, own]) => body.append(...own));
        if (now) {
          head.setAttribute("aria-sort", now);
          const way = now === "ascending" ? 1 : -1;
          const all = groups.flatMap(([, own]) => own.filter((row) => "tim" in row.dataset));
          sorted.append(...all.sort((a, b) => compare(value(a, column), value(b, column), way)));
        }
        search();
      });
    });
  });
})();
