// Not stories: pictures of the pages, made by `make screenshots`.
import base from "./playwright.config";

export default { ...base, testDir: "./pictures", outputDir: "./results", workers: 1, projects: [{ name: "sqlite", use: { database: "sqlite" as const, actionTimeout: 30_000 } }] };
