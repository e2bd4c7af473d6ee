// A browser that reports every request and every complaint of a page.
import { createRequire } from "node:module";

const require = createRequire(`${process.env.SURFACE_TOOLS}/`);
const puppeteer = require("puppeteer-core");

export const expect = (actual, wanted, what) => {
  if (JSON.stringify(actual) !== JSON.stringify(wanted)) {
    throw new Error(`${what}: ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`);
  }
};

export const browse = async (visit) => {
  const executablePath = process.env.SURFACE_BROWSER;
  const args = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"];
  const browser = await puppeteer.launch({ executablePath, args, headless: true });
  try {
    const page = await browser.newPage();
    const requests = [];
    const complaints = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await visit(page, requests, complaints);
  } finally {
    await browser.close();
  }
};
