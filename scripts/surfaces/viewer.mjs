// Microsoft's SARIF viewer shows our findings, and highlights exactly the text of each.
import { pathToFileURL } from "node:url";
import { browse, expect } from "./browser.mjs";

const [file, marked, count] = process.argv.slice(2);
const highlighted = (page) => page.$$eval(".swcRegion", (all) => all.map((one) => one.innerText));

await browse(async (page) => {
  // The viewer makes rows for what is on the screen only.
  await page.setViewport({ width: 1400, height: 8000 });
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector(".swcRegion", { timeout: 20000 });
  await page.evaluate(() => {
    const all = Array.from(document.querySelectorAll("*"));
    all.findLast((element) => element.innerText === "Show All").click();
  });
  await page.waitForFunction(
    (wanted) => document.querySelectorAll(".swcRegion").length === wanted,
    { timeout: 20000 },
    Number(count),
  );
  await page.screenshot({ path: file.replace("index.html", "viewer.png") });
  const text = await page.evaluate(() => document.body.innerText);
  for (const wanted of ["GML104", "/plain.go", "heads keeps all of page alive", "F[int] (1)"]) {
    expect(text.includes(wanted), true, `the viewer shows ${wanted}`);
  }
  const places = new Set(await highlighted(page));
  expect([...places], [marked], "highlighted texts");
});
