"use strict";
const field = document.getElementById("search");
const shown = document.getElementById("shown");

const filter = () => {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const page of PAGES) {
    const fits = words.every((word) => page.text.includes(word));
    document.getElementById(page.code).hidden = !fits;
    if (fits) count += 1;
  }
  for (const section of document.querySelectorAll("section")) {
    section.hidden = !section.querySelector("li:not([hidden])");
  }
  shown.textContent = `${count} ${count === 1 ? "rule" : "rules"}`;
};

field.addEventListener("input", filter);
filter();
