// The HTML report in a browser: filter, permalink, fold, no request, readable without scripts.
import { pathToFileURL } from "node:url";
import { browse, expect } from "./browser.mjs";

const [file, count, anchor] = process.argv.slice(2);
const url = pathToFileURL(file).href;
const shown = (page) => page.$$eval(".finding:not([hidden])", (all) => all.length);
const opened = (page) => page.$$eval(".finding[open]", (all) => all.length);

await browse(async (page, requests, complaints) => {
  await page.setViewport({ width: 1200, height: 1000 });
  await page.goto(url);
  expect(await shown(page), Number(count), "findings at first");
  await page.screenshot({ path: `${file}.light.png` });

  await page.type("#text", "windows.go 16");
  expect(await shown(page), 1, "findings with the text");
  await page.goto(`${url}#${anchor}`);
  await page.waitForFunction((id) => document.getElementById(id).open, {}, anchor);
  const top = await page.$eval(`#${anchor}`, (finding) => finding.getBoundingClientRect().top);
  expect(top >= 0 && top < 1000, true, "the finding of the permalink is on the screen");
  expect(await shown(page), Number(count), "the permalink drops the filter");

  await page.click("#fold");
  expect(await opened(page), 0, "unfolded findings after folding all");
  await page.click(`#${anchor} > summary`);
  expect(await opened(page), 1, "unfolded findings after a click");
  await page.click("#unfold");
  expect(await opened(page), Number(count), "unfolded findings after unfolding all");

  await page.select("#level", "warning");
  expect(await shown(page), Number(count), "warnings");
  await page.select("#rule", "GML104");
  await page.select("#package", "example.com/widget/cache");
  await page.click("#fix");
  expect(await shown(page), Number(count), "findings of the rule and package with a cure");
  await page.select("#order", "level");

  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  await page.screenshot({ path: `${file}.dark.png` });
  const back = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(back, "rgb(13, 17, 23)", "the dark background");

  await page.setJavaScriptEnabled(false);
  await page.reload();
  expect(await shown(page), Number(count), "findings without scripts");
  expect(await page.$eval("#filter", (form) => form.hidden), true, "no filter without scripts");

  expect(complaints, [], "complaints of the browser");
  const strange = requests.filter((request) => !request.startsWith(url));
  expect(strange, [], "requests that leave the page");
});
