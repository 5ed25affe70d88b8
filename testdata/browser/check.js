// Opens an HTML report in headless Chromium, in light, dark and on a phone's width, and says what is wrong with it:
//     node check.js report.html           exit status 0: nothing; 1: something; 77: Chromium or the modules are missing
//     node check.js --look index.html     only how it looks, and whether it is accessible: of any page
// GCLINT_SCREENSHOTS names a folder that pictures of the views are put into.
// The modules: npm install in this folder. Chromium: CHROMIUM in the environment, or /usr/bin/chromium.
"use strict";

const fs = require("fs");
const path = require("path");
const { pathToFileURL } = require("url");

const SKIPPED = 77;
const PATIENCE = 5000; // milliseconds
const chromiumPath = process.env.CHROMIUM || "/usr/bin/chromium";
const views = [
  { name: "light", colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1280, height: 900 } },
  { name: "phone", colorScheme: "light", viewport: { width: 360, height: 740 } },
];

let chromium, axe;
try {
  ({ chromium } = require("playwright-core"));
  axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
  fs.accessSync(chromiumPath, fs.constants.X_OK);
} catch (error) {
  console.error(`not checked in a browser: ${error.message.split("\n")[0]}`);
  process.exit(SKIPPED);
}

const problems = [];
function expect(condition, message) {
  if (!condition) problems.push(message);
}

function watch(page, view) {
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(`${view}: console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`${view}: ${error}`));
  page.on("dialog", (dialog) => {
    problems.push(`${view}: a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) problems.push(`${view}: asks the network for ${request.url()}`);
  });
}

async function checkLook(page, view) {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow <= 0, `${view}: the page is ${overflow} pixels too wide`);
  await page.evaluate(() => document.querySelectorAll("details").forEach((element) => { element.open = true; }));
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run());
  for (const violation of result.violations)
    problems.push(`${view}: axe ${violation.id} (${violation.nodes.length}): ${violation.nodes[0].html.slice(0, 160)} ` +
                  violation.nodes[0].failureSummary);
}

// The page reacts in its own time, above all on a busy machine.
async function expectSoon(condition, message) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50)))
    if (await condition()) return;
  problems.push(message);
}

const expectShown = (page, count, message) =>
  expectSoon(async () => await page.locator(".finding:visible").count() === count, message);

async function checkFilters(page) {
  const total = await page.locator(".finding").count();
  expect(total > 0, "no finding on the page: nothing to filter");
  await expectShown(page, total, "not all findings are shown at first");
  for (const severity of ["error", "warning", "note"]) {
    const own = await page.locator(`.finding[data-severity=${severity}]`).count();
    await page.locator(`input[value=${severity}]`).uncheck();
    await expectShown(page, total - own, `the filter for ${severity} does not work`);
    await page.locator(`input[value=${severity}]`).check();
  }
  for (const name of ["rule", "type", "file"]) {
    const values = await page.locator(`select[name=${name}] option`).evaluateAll((options) => options.map((option) => option.value));
    for (const value of values.filter(Boolean).slice(0, 5)) {
      await page.locator(`select[name=${name}]`).selectOption(value);
      const wanted = await page.locator(".finding").evaluateAll(
        (elements, [key, text]) => elements.filter((element) => element.dataset[key] === text).length, [name, value]);
      expect(wanted > 0, `no finding has the ${name} ${JSON.stringify(value)}`);
      await expectShown(page, wanted, `the filter ${name} = ${JSON.stringify(value)} does not work`);
    }
    await page.locator("button[type=reset]").click();
  }
  await expectShown(page, total, "the button does not show all again");
}

async function checkSearchAndKeys(page) {
  const total = await page.locator(".finding").count();
  await page.keyboard.press("/");
  await page.keyboard.type("no such words anywhere");
  await expectShown(page, 0, "the search finds what is not there");
  await expectSoon(async () => (await page.locator("#count").textContent()).startsWith("0 of"), "the count is not said");
  const filtered = page.url();
  await page.locator("button[type=reset]").click();
  await page.goto("about:blank");
  await page.goto(filtered);
  await expectShown(page, 0, "a filtered view cannot be linked");
  await page.locator("button[type=reset]").click();
  await expectShown(page, total, "the button does not show all again");
  await page.evaluate(() => document.activeElement.blur());
  const onFirst = () => page.evaluate(() => document.activeElement.closest(".finding") === document.querySelector(".finding"));
  await page.keyboard.press("j");
  await expectSoon(onFirst, "j does not go to the first finding");
  await page.keyboard.press("j");
  if (total > 1) await expectSoon(async () => !await onFirst(), "j does not go on");
  await page.keyboard.press("k");
  await expectSoon(onFirst, "k does not go back");
}

async function checkLinks(page, address) {
  const broken = await page.evaluate(() => Array.from(document.querySelectorAll("a[href^='#']"))
    .filter((link) => !document.getElementById(link.getAttribute("href").slice(1))).map((link) => link.getAttribute("href")));
  expect(broken.length === 0, `links that lead nowhere: ${broken.slice(0, 5)}`);
  const ids = await page.evaluate(() => Array.from(document.querySelectorAll("[id]")).map((element) => element.id));
  expect(new Set(ids).size === ids.length, "an id stands twice");
  const last = await page.locator(".finding").last().getAttribute("id");
  await page.goto("about:blank");
  await page.goto(`${address}#${last}`);
  await expectSoon(() => page.evaluate((id) => {
    const box = document.getElementById(id).getBoundingClientRect();
    return box.top < window.innerHeight && box.bottom > 0;
  }, last), "a link to a finding does not lead there");
  const details = await page.locator("details[id]").first().getAttribute("id");
  await page.goto("about:blank");
  await page.goto(`${address}#${details}`);
  await expectSoon(() => page.locator(`details[id="${details}"]`).evaluate((element) => element.open),
                   "a link does not open what it leads to");
}

async function checkTheme(page) {
  const color = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await color();
  await page.locator("#theme").click();
  await expectSoon(async () => await color() !== before, "the button does not change light and dark");
}

async function main() {
  const page_path = process.argv[process.argv.length - 1];
  const address = pathToFileURL(path.resolve(page_path)).href;
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
  for (const { name, ...options } of views) {
    const context = await browser.newContext({ ...options, bypassCSP: true }); // axe is put into the page
    const page = await context.newPage();
    watch(page, name);
    await page.goto(address);
    if (process.env.GCLINT_SCREENSHOTS)
      await page.screenshot({ path: path.join(process.env.GCLINT_SCREENSHOTS, `${path.basename(page_path, ".html")}-${name}.png`), fullPage: true });
    await checkLook(page, name);
    await context.close();
  }
  if (process.argv.includes("--look")) return browser.close();
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  watch(page, "policy");
  await page.goto(address);
  await checkFilters(page);
  await checkSearchAndKeys(page);
  await checkLinks(page, address);
  await checkTheme(page);
  await browser.close();
}

main().then(() => {
  problems.forEach((problem) => console.error(problem));
  process.exit(problems.length ? 1 : 0);
}, (error) => {
  console.error(error);
  process.exit(1);
});
