"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const get = (id) => document.getElementById(id);
  const section = get("findings");
  const findings = Array.from(section.querySelectorAll(".finding"));
  const texts = new Map();
  const severity = { error: 0, warning: 1, note: 2 };
  const controls = ["text", "level", "rule", "package", "fix"].map(get);
  const [text, level, rule, pack, fix] = controls;

  const textOf = (finding) => {
    if (!texts.has(finding)) texts.set(finding, finding.textContent.toLowerCase());
    return texts.get(finding);
  };
  const fits = (finding, words) =>
    (!level.value || finding.dataset.level === level.value) &&
    (!rule.value || finding.dataset.rule === rule.value) &&
    (!pack.value || finding.dataset.package === pack.value) &&
    (!fix.checked || finding.dataset.fix === "yes") &&
    words.every((word) => textOf(finding).includes(word));
  const filter = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const finding of findings) {
      finding.hidden = !fits(finding, words);
      if (!finding.hidden) count += 1;
    }
    get("shown").textContent = `${count} of ${findings.length} shown`;
  };
  const sort = () => {
    const bySeverity = get("order").value === "level";
    const key = (finding) => (bySeverity ? severity[finding.dataset.level] : 0);
    findings.sort((a, b) => key(a) - key(b) || a.dataset.order - b.dataset.order);
    section.append(...findings);
  };
  const fold = (open) => {
    for (const finding of findings) if (!finding.hidden) finding.open = open;
  };
  const visit = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target || !findings.includes(target)) return;
    if (target.hidden) {
      for (const control of controls) control.value = "";
      fix.checked = false;
      filter();
    }
    target.open = true;
    target.scrollIntoView();
  };

  for (const control of controls) control.addEventListener("input", filter);
  get("order").addEventListener("input", sort);
  get("unfold").addEventListener("click", () => fold(true));
  get("fold").addEventListener("click", () => fold(false));
  get("filter").addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", visit);
  window.addEventListener("beforeprint", () => fold(true));
  get("filter").hidden = false;
  filter();
  visit();
});
