#!/usr/bin/env python3
"""Runs Rondo's commands on the opportunities of the "CRM Sales Opportunities" example and compares every figure with
what the files themselves say. Prints a table of PASS and FAIL; ends with 1 when anything differs."""

import argparse
import csv
import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("--rondo", required=True)
parser.add_argument("--data", required=True, type=Path)
parser.add_argument("--name", required=True)
parser.add_argument("place", nargs=argparse.REMAINDER)
args = parser.parse_args()
place = [a for a in args.place if a != "--"]
maven = args.data / "maven"
results = []


def rondo(*words, fails=False):
    """One command; what it says as JSON."""
    done = subprocess.run([args.rondo, *place, *words, "--json"], capture_output=True, text=True)
    if (done.returncode != 0) != fails:
        sys.exit(f"rondo {' '.join(map(str, words))}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout) if done.stdout.strip() else {}


def compare(what, expected, got):
    results.append((what, str(expected), str(got), str(expected) == str(got)))


def places(value, digits):
    """A number rounded to the digits the README gives; money comes as an object."""
    if isinstance(value, dict):
        value = value.get("amount")
    if value is None:
        return None
    return str(Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN))


def rows(name):
    with open(maven / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def truth(deals):
    """What the files say of some opportunities."""
    won = [d for d in deals if d["deal_stage"] == "Won"]
    lost = [d for d in deals if d["deal_stage"] == "Lost"]
    days = [(date.fromisoformat(d["close_date"]) - date.fromisoformat(d["engage_date"])).days for d in won]
    revenue = sum((Decimal(d["close_value"]) for d in won), Decimal(0))
    return {
        "won_deals": str(len(won)),
        "lost_deals": str(len(lost)),
        "won_revenue": str(revenue.quantize(Decimal(1))),
        "win_rate": places(Decimal(len(won)) / (len(won) + len(lost)), 6) if won or lost else None,
        "average_deal_size": places(revenue / len(won), 4) if won else None,
        "sales_cycle_days": places(Decimal(sum(days)) / len(days), 6) if won else None,
    }


DIGITS = {"won_deals": 0, "lost_deals": 0, "won_revenue": 0, "win_rate": 6, "average_deal_size": 4, "sales_cycle_days": 6}


def figures(key, expected_by):
    """One metric, in parts, against the truth of each part."""
    for metric, digits in DIGITS.items():
        answer = rondo("metrics", metric, "--by", key)
        got = {part["label"]: places(part["value"], digits) for part in answer["by"]}
        for label, truths in expected_by.items():
            compare(f"{metric} · {label}", truths[metric], got.get(label))


def records(object_name):
    """Every record of an object."""
    with tempfile.TemporaryDirectory() as out:
        rondo("export", out, "--object", object_name, "--format", "jsonl")
        text = (Path(out) / f"{object_name}.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


deals = rows("sales_pipeline")
teams = {r["sales_agent"]: r for r in rows("sales_teams")}
managers = {r["manager"] for r in teams.values()}

imports = [
    ("companies", "accounts", len(rows("accounts"))),
    ("products", "products", len(rows("products"))),
    ("users", "sales_teams", len(teams)),
]
for object_name, file, count in imports:
    report = rondo("import", object_name, str(maven / f"{file}.csv"), "--map", f"mappings/maven/{file}.toml")
    compare(f"{object_name} created", count, report["created"])
compare("managers made", len(managers - set(teams)), report["linked"].get("users", 0))
compare("offices made", len({r["regional_office"] for r in teams.values()}), report["linked"].get("teams", 0))

companies = {c["name"]: c for c in records("companies")}
ids = {c["id"]: c["name"] for c in companies.values()}
for row in rows("accounts"):
    parent = companies[row["account"]]["parent"]
    if row["subsidiary_of"] != (ids.get(parent) or ""):
        compare(f"parent of {row['account']}", row["subsidiary_of"], ids.get(parent))
compare("sectors spelt right", True, all("technolgy" not in (c["sector"] or "") for c in companies.values()))
compare("countries spelt right", True, all("Philipines" not in (c["country"] or "") for c in companies.values()))

pipeline = str(maven / "sales_pipeline.csv")
mapping = "mappings/maven/sales_pipeline.toml"
plain = Path(mapping).read_text().replace(', values = { GTXPro = "GTX Pro" }', "")
with tempfile.TemporaryDirectory() as out:
    asking = Path(out) / "map.toml"
    asking.write_text(plain)
    asked = rondo("import", "deals", pipeline, "--map", str(asking), fails=True)
questions = [(q["column"], [(v["value"], v["rows"], v.get("proposal")) for v in q["values"]]) for q in asked["questions"]]
compare("asked once", [("product", [("GTXPro", 1480, "GTX Pro")])], questions)

dry = rondo("import", "deals", pipeline, "--map", mapping, "--dry-run")
compare("a dry run would create", len(deals), dry["created"])
report = rondo("import", "deals", pipeline, "--map", mapping)
for what, count in [("created", len(deals)), ("updated", 0), ("unchanged", 0), ("failed", 0)]:
    compare(f"deals {what}", count, report[what])
again = rondo("import", "deals", pipeline, "--map", mapping)
compare("deals unchanged, the second time", len(deals), again["unchanged"])

everything = truth(deals)
for metric, digits in DIGITS.items():
    compare(metric, everything[metric], places(rondo("metrics", metric)["value"], digits))
by_region, by_quarter = defaultdict(list), defaultdict(list)
for deal in deals:
    by_region[teams[deal["sales_agent"]]["regional_office"]].append(deal)
    if deal["close_date"]:
        closed = date.fromisoformat(deal["close_date"])
        by_quarter[f"{closed.year} Q{(closed.month + 2) // 3}"].append(deal)
figures("owner.team", {region: truth(part) for region, part in by_region.items()})
labels = {part["label"] for part in rondo("metrics", "won_deals", "--by", "quarter")["by"]}
spelt = {label: next((seen for seen in labels if set(label.split()) == set(seen.split())), label) for label in by_quarter}
figures("quarter", {spelt[quarter]: truth(part) for quarter, part in by_quarter.items()})

# The same by what the files call product, sector and agent: each part of each, and nothing besides.
PRODUCT, SECTOR = {"GTXPro": "GTX Pro"}, {"technolgy": "technology"}
sectors = {r["account"]: SECTOR.get(r["sector"], r["sector"]) for r in rows("accounts")}
SPLITS = {
    "product.name": lambda d: PRODUCT.get(d["product"], d["product"]),
    "company.sector": lambda d: sectors.get(d["account"], ""),
    "owner.name": lambda d: d["sales_agent"],
}
for key, named in SPLITS.items():
    parts = defaultdict(list)
    for deal in deals:
        parts[named(deal).lower()].append(deal)
    for metric, digits in DIGITS.items():
        right = {label: truth(part)[metric] for label, part in parts.items()}
        right = {label: value for label, value in right.items() if value not in (None, "0")}
        answer = rondo("metrics", metric, "--by", key)
        got = {(part["label"] or "").lower(): places(part["value"], digits) for part in answer["by"]}
        same = sum(got.get(label) == value for label, value in right.items())
        more = sum(value not in (None, "0") for label, value in got.items() if label not in right)
        compare(f"{metric} by {key}: parts", f"{len(right)} and 0 more", f"{same} and {more} more")


def serving():
    """A server on the workspace: what asks it, and what ends it."""
    subprocess.run([args.rondo, *place, "user", "add", "reader@example.com", "--role", "admin"], capture_output=True, check=True)
    made = [args.rondo, *place, "token", "create", "--user", "reader@example.com", "--name", "figures", "--scope", "read"]
    token = subprocess.run(made, capture_output=True, text=True, check=True).stdout.strip()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [args.rondo, *place, "serve", "--listen", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )

    def ask(path):
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    for _ in range(200):
        try:
            ask("/api/v1/metrics")
            return ask, server
        except urllib.error.URLError:
            if server.poll() is not None:
                sys.exit(f"the server ended: {server.stderr.read()}")
            time.sleep(0.1)
    sys.exit("the server does not answer")


# Every metric of deals, split by everything: the parts are the whole, the API says what the command says, and the records
# a part opens into are as many as it counts.
ask, server = serving()
try:
    for metric in [m for m in ask("/api/v1/metrics")["data"] if m["object"] == "deal"]:
        whole, counted, same, opened, looked = rondo("metrics", metric["name"]), 0, 0, 0, 0
        by = ["stage", "owner", "owner.team", "product.name", "company.sector"] + ["month", "quarter"] * bool(metric["date"])
        for key in by:
            told = rondo("metrics", metric["name"], "--by", key)
            counted += sum(part["count"] for part in told["by"]) == whole["count"]
            same += ask(f"/api/v1/metrics/{metric['name']}?by={key}") == told
            for part in told["by"][:1] + told["by"][-1:]:
                joint = "&" if "?" in part["records"] else "?"
                looked += 1
                opened += ask(f"{part['records']}{joint}limit=1&count=true")["count"] == part["count"]
        compare(f"{metric['name']}: splits whose parts are the whole", len(by), counted)
        compare(f"{metric['name']}: splits of which the API says the same", len(by), same)
        compare(f"{metric['name']}: parts that open into their records", looked, opened)
finally:
    server.terminate()
    server.wait()

# The forecast as of two days, from what was known then, against what came in; the guide has this table.
FORECASTS = [
    ("2017-06-30", "2017Q3", 1_441_450, {"category": 0, "weighted": 1_683_526, "history": 1_358_692}),
    ("2017-09-30", "2017Q4", 1_251_928, {"category": 0, "weighted": 2_297_474, "history": 1_286_428}),
]
for as_of, period, came, wanted in FORECASTS:
    said = rondo("forecast", "--as-of", as_of, "--period", period, "--by", "team")
    won = [d for d in deals if d["deal_stage"] == "Won" and d["engage_date"] <= as_of]
    true = sum(int(d["close_value"]) for d in won if said["from"] <= d["close_date"] <= said["to"])
    compare(f"{period}: open deals brought in", came, true)
    total = said["total"]
    got = {"category": total["commit"], "weighted": total["weighted"], "history": total["history"]["open"]["value"]}
    for method, value in wanted.items():
        compare(f"{period}: open deals, {method}", value, round(float(got[method])))
    within = float(total["history"]["open"]["low"]) <= true <= float(total["history"]["open"]["high"])
    compare(f"{period}: what came of open deals lies in the interval", True, within)
    parts = sum(Decimal(row["weighted"]) for row in said["rows"])
    compare(f"{period}: teams make the whole", parts, Decimal(total["weighted"]))

rondo("undo", report["batch"])
compare("deals after undo", 0, len(records("deals")))
for object_name, count in [("companies", 85), ("products", 7)]:
    compare(f"{object_name} after undo", count, len(records(object_name)))
compare("companies after undo as before", True, {c["name"]: c for c in records("companies")} == companies)

width = max(len(what) for what, *_ in results)
for what, expected, got, fine in results:
    print(f"{'PASS' if fine else 'FAIL'}  {what:<{width}}  {expected}" + ("" if fine else f"   got {got}"))
failed = sum(not fine for *_, fine in results)
print(f"{args.name}: {len(results) - failed} of {len(results)} figures are right")
sys.exit(1 if failed else 0)
